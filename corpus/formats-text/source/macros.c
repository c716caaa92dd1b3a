#define CERT \
    "-----BEGIN CERTIFICATE-----\r\n"          \
    "MIIBtDCCAVqgAwIBAgIUUiETRqAVbCDHxykGsW8XMUMbcg4wCgYIKoZIzj0EAwIw\r\n"          \
    "OTEgMB4GA1UECgwXY2VydHN3ZWVwIHRlc3QgbWF0ZXJpYWwxFTATBgNVBAMMDHRl\r\n"          \
    "eHQuZXhhbXBsZTAeFw0yNTAxMDEwMDAwMDBaFw00NTAxMDEwMDAwMDBaMDkxIDAe\r\n"          \
    "BgNVBAoMF2NlcnRzd2VlcCB0ZXN0IG1hdGVyaWFsMRUwEwYDVQQDDAx0ZXh0LmV4\r\n"          \
    "YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQ846QsVEapYvYrC5h7SIue\r\n"          \
    "cYWkqvjK+WbsOljhfk4mQgI8KDVm161M85djiWc+ufcTaClcGqk/tfpqfrDhf6mG\r\n"          \
    "o0AwPjAMBgNVHRMBAf8EAjAAMBMGA1UdJQQMMAoGCCsGAQUFBwMBMBkGA1UdEQQS\r\n"          \
    "MBCCDnNlcnZlci5leGFtcGxlMAoGCCqGSM49BAMCA0gAMEUCIErYMSkf67A5Awdz\r\n"          \
    "9KwQzXf/vy6S8oUgUa+nc2mq7AbMAiEAxmTbohmrD8jyY/cja1uR+RLpggRz50Ri\r\n"          \
    "dtaeWwRFz5M=\r\n"          \
    "-----END CERTIFICATE-----\r\n"          \
    ""
const char key[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgLUcRq4LxxSTiuOIP\n"
    "OVUeRCNWx++UanLhawF/4kqOx26hRANCAAQ846QsVEapYvYrC5h7SIuecYWkqvjK\n"
    "+WbsOljhfk4mQgI8KDVm161M85djiWc+ufcTaClcGqk/tfpqfrDhf6mG\n"
    "-----END PRIVATE KEY-----\n"
    ;
const char shut[] =
    "-----BEGIN RSA PRIVATE KEY-----\n"
    "Proc-Type: 4,ENCRYPTED\n"
    "DEK-Info: AES-256-CBC,96ED5BB15D2BB2C9FBE6E00787984F21\n"
    "\n"
    "JYgfl7Tb7C297fYiyeugmmvQofUGfQJ2TPkk9NHOzmQIG9ZIpnKfWMlFoORg6lok\n"
    "tHP8ZKsyjjFfgRIiL/QIazx8zyhgIYWCa/x+qdXyTH4Vj88pvk79NgOlJziEWsmu\n"
    "yLrMJHeHu6DLkm/yljKBQAJEYf7Q2ChRDXX33lZ1XxO073N9LV3bKMGhWT5mNZ+A\n"
    "jD41goKAY5iPSMZJfa2m9Mnug2+4JD7cW737uvHvaU7e3aKRlARFzNMqNyQi8xfT\n"
    "ZrK8oMfBWdHT4KzwJItv2/XvisqzHECanjpNriJdlR2TaMZb5R71sDk5gvSCibQs\n"
    "6z6ysgS7+9rDa9z3kxLagrpsS8wCY+xvsSApI3dsIZ/MihatICdUJWh8xvP5iruA\n"
    "nKYCmsZg77osA1Z5DwlNuw+KjM8nACSXnjK18he/FdJOkEhUhHBBNqeYKPsgWM0b\n"
    "rQj//MtIyJc5Bxtae2SPT4dcnYIIMFgYXWpWL1czPoR5nk0CaRGuPdPTUl1e+UMo\n"
    "Y07BGwuYtul7dB2c08V266NCLGsEWrxSW7Z6Naw0r14vUQP062lnKXYce54Bc00T\n"
    "7iW4abGE3AoTbAIbE9PbPTohERqGsXQ2G0En9m02aGB/SS6rI3zcsf7m2P+uACoj\n"
    "wAfqPkrS+q59optqS5kHkd9ycxLj0UBY+Jlpu26sXiK3U5gYs+ai201doHHuXR7Q\n"
    "cToDdKSNEzHzARa5cvwRK3obLsmgHvw9cWJvunfWBg6gqKvLWUOMbZ0BL22zbkj2\n"
    "x5MB2dPNgoXf2vgmqfW0b6FqWmFw9yo9wDjwquvUW29FEmEDiSCoZYvyiQC+oqQ/\n"
    "V/W49IN4PZa5yDjUFtz70jqYsCoakijtdE7VgznwP5DWCEazAHfyC4ncUZFdlgrH\n"
    "0xdcfULrr3ZxWMbhxPB8nvan1/v999wFK9cEissXQjWHOdtoeY7M7udjmsqlVPwf\n"
    "9DrW/C2/rsMdRHzFnvj35XIzMAb3yTiBrafoEkE3At3QqAuMpCBy9DCtQtigT8ie\n"
    "RskUp6B28xmHKIXUGaZ8kqAtNY/gc5x5gT0Db96vKZ/jtqQb7p3VOExZUFpyilvy\n"
    "mkOvdBZR4Wklzg7iq38+uh8aBbX6BDNJ/J9HHGRZX7k+FRTErnQPX/VY7dmdXPyB\n"
    "AwEcASbjihk/gTQKP0oXui9EYOZP/LnvRcF9eOTzXfMiFSUYSh/tQXvUWFR5WD1D\n"
    "jva6/6UbXFqzxT1kqPSTDRdOTTdCbLiavkqZMyQJ8GqDSoLrKy0xZyISM9iBN0P0\n"
    "yhl+8urBH3LGjzTFzzVI79Z7+Nz7/akqqDzaYr27Vp0EL6omC6SdMOGGEpw+xTpR\n"
    "iXVKcfJhEIMxw5WMGG3B7Cpho6eNKb+7Pr/kizqQv0P3X6UGB6tChV4HU1VJKUKv\n"
    "V/J3JHWDrBkNNyaWilvTdqvF7UBvoP7WxHiNq2YXvTMDEF1L/LZjMljP/AT808LD\n"
    "zgjjU2gEYswgRwrCbM3eOy6/Flu0NRM+pgOEHMVIdQoQ7QuI6sG3AP9SOanmmEri\n"
    "t+aN85hE1gr68WU+w+v2sWwf1HfE9iLGg+4DD79Ts+1T4hwUpBe0Rgnf8M537ADm\n"
    "-----END RSA PRIVATE KEY-----\n"
    ;
