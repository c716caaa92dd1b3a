String c =
        "-----BEGIN CERTIFICATE-----\r\n" +
        "MIIBtDCCAVqgAwIBAgIUUiETRqAVbCDHxykGsW8XMUMbcg4wCgYIKoZIzj0EAwIw\r\n" +
        "OTEgMB4GA1UECgwXY2VydHN3ZWVwIHRlc3QgbWF0ZXJpYWwxFTATBgNVBAMMDHRl\r\n" +
        "eHQuZXhhbXBsZTAeFw0yNTAxMDEwMDAwMDBaFw00NTAxMDEwMDAwMDBaMDkxIDAe\r\n" +
        "BgNVBAoMF2NlcnRzd2VlcCB0ZXN0IG1hdGVyaWFsMRUwEwYDVQQDDAx0ZXh0LmV4\r\n" +
        "YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQ846QsVEapYvYrC5h7SIue\r\n" +
        "cYWkqvjK+WbsOljhfk4mQgI8KDVm161M85djiWc+ufcTaClcGqk/tfpqfrDhf6mG\r\n" +
        "o0AwPjAMBgNVHRMBAf8EAjAAMBMGA1UdJQQMMAoGCCsGAQUFBwMBMBkGA1UdEQQS\r\n" +
        "MBCCDnNlcnZlci5leGFtcGxlMAoGCCqGSM49BAMCA0gAMEUCIErYMSkf67A5Awdz\r\n" +
        "9KwQzXf/vy6S8oUgUa+nc2mq7AbMAiEAxmTbohmrD8jyY/cja1uR+RLpggRz50Ri\r\n" +
        "dtaeWwRFz5M=\r\n" +
        "-----END CERTIFICATE-----\r\n" +
        "";
String k = ""
        + "-----BEGIN PRIVATE KEY-----\n"
        + "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgLUcRq4LxxSTiuOIP\n"
        + "OVUeRCNWx++UanLhawF/4kqOx26hRANCAAQ846QsVEapYvYrC5h7SIuecYWkqvjK\n"
        + "+WbsOljhfk4mQgI8KDVm161M85djiWc+ufcTaClcGqk/tfpqfrDhf6mG\n"
        + "-----END PRIVATE KEY-----\n"
;
