/* What Apache httpd is told of keys and certificates: a directive a line, names without regard to
 * case, virtual hosts in angle brackets (httpd documentation, mod_ssl). */
#include "decoders/configuration.h"

static const struct directive directives[] = {
    {"SSLCertificateFile", ROLE_CERTIFICATE},
    {"SSLCertificateKeyFile", ROLE_KEY},
    {"SSLCertificateChainFile", ROLE_CHAIN},
    {"SSLCACertificateFile", ROLE_CLIENT_TRUSTSTORE},
    {"SSLCACertificatePath", ROLE_CLIENT_TRUSTSTORE},
    {"SSLCADNRequestFile", ROLE_CLIENT_TRUSTSTORE},
    {"SSLCADNRequestPath", ROLE_CLIENT_TRUSTSTORE},
    {"SSLProxyCACertificateFile", ROLE_SERVER_TRUSTSTORE},
    {"SSLProxyCACertificatePath", ROLE_SERVER_TRUSTSTORE},
    {"SSLProxyMachineCertificateFile", ROLE_KEYSTORE},
    {0},
};

static bool apache_decode(const struct blob *blob, struct examiner *examiner) {
    struct configuration configuration = configuration_of(blob, examiner, "apache");
    struct span line, name, value;
    while (configuration_line(&configuration, &line)) {
        if (!configuration_word(&line, &name)) {
            continue;
        }
        if (configuration_is(name, "<VirtualHost")) {
            configuration.block = configuration.line;
        } else if (configuration_is(name, "</VirtualHost>")) {
            configuration.block = 0;
        } else {
            const struct directive *directive = directive_named(directives, name, true);
            if (directive && configuration_word(&line, &value)) {
                configuration_report(&configuration, directive, name, value);
            }
        }
    }
    return false;
}

static const struct anchor anchors[] = {{"[sS][sS][lL][cC][eE][rR][tT][iI][fF][iI]", NULL},
                                        {"[sS][sS][lL][cC][aA][cCdD][eEnN]", NULL},
                                        {"[sS][sS][lL][pP][rR][oO][xX][yY][cCmM][aA]", NULL},
                                        {0}};

const struct decoder apache_decoder = {
    .name = "apache",
    .accepts = configuration_accepts,
    .decode = apache_decode,
    .anchors = anchors,
};
