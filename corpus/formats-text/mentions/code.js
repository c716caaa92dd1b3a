const begin = "-----BEGIN CERTIFICATE-----\n";
pem = begin + btoa(der).match(/.{1,64}/g).join("\n") + "\n-----END CERTIFICATE-----";
