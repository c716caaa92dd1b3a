/* Certificates in PKCS#12 that Java passes over: InvalidAlgorithmParameterException, the
 * trustAnchors parameter must be non-empty. */
#include "checks/observed.h"

static enum outcome run(struct audit *audit, struct error *error) {
    return observed_report(audit, "pkcs12-java-untrusted", NULL, error);
}

const struct check pkcs12_java_untrusted_check = {
    .id = "pkcs12-java-untrusted",
    .severity = SEVERITY_NOTE,
    .title = "PKCS#12 truststore that Java finds empty",
    .rule = "A PKCS#12 store without keys holds certificates without the attribute "
            "2.16.840.1.113894.746875.1.1, which Java requires of a trusted certificate.",
    .remedy = "Where Java reads it: make it with keytool -importcert -alias NAME -file "
              "CERT.pem -keystore STORE.p12, or with openssl pkcs12 -export -nokeys -jdktrust "
              "anyExtendedKeyUsage (OpenSSL 3.2).",
    .reference = "OpenJDK, sun.security.pkcs12.PKCS12KeyStore",
    .run = run,
};
