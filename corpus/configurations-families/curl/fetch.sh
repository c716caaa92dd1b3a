curl --cert r1.pem --key r2.pem https://server.example/
curl --cert w1.pem --key s2.pem \
    --cacert made-by-this-script.pem https://server.example/
