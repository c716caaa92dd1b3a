echo -----BEGIN CERTIFICATE----- >> ca.pem
echo MIIBtDCCAVqgAwIBAgIUUiETRqAVbCDHxykGsW8XMUMbcg4wCgYIKoZIzj0EAwIw >> ca.pem
echo OTEgMB4GA1UECgwXY2VydHN3ZWVwIHRlc3QgbWF0ZXJpYWwxFTATBgNVBAMMDHRl >> ca.pem
echo eHQuZXhhbXBsZTAeFw0yNTAxMDEwMDAwMDBaFw00NTAxMDEwMDAwMDBaMDkxIDAe >> ca.pem
echo BgNVBAoMF2NlcnRzd2VlcCB0ZXN0IG1hdGVyaWFsMRUwEwYDVQQDDAx0ZXh0LmV4 >> ca.pem
echo YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQ846QsVEapYvYrC5h7SIue >> ca.pem
echo cYWkqvjK+WbsOljhfk4mQgI8KDVm161M85djiWc+ufcTaClcGqk/tfpqfrDhf6mG >> ca.pem
echo o0AwPjAMBgNVHRMBAf8EAjAAMBMGA1UdJQQMMAoGCCsGAQUFBwMBMBkGA1UdEQQS >> ca.pem
echo MBCCDnNlcnZlci5leGFtcGxlMAoGCCqGSM49BAMCA0gAMEUCIErYMSkf67A5Awdz >> ca.pem
echo 9KwQzXf/vy6S8oUgUa+nc2mq7AbMAiEAxmTbohmrD8jyY/cja1uR+RLpggRz50Ri >> ca.pem
echo dtaeWwRFz5M= >> ca.pem
echo -----END CERTIFICATE----- >> ca.pem
