List<X509Certificate> all; // <RSAKeyValue>...</RSAKeyValue>
