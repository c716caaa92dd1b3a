#include "decoders/decoder.h"

#include <stddef.h>

extern const struct decoder ansible_decoder;
extern const struct decoder apache_decoder;
extern const struct decoder archive_decoder;
extern const struct decoder base64_blob_decoder;
extern const struct decoder bouncy_castle_decoder;
extern const struct decoder byte_list_decoder;
extern const struct decoder byte_string_decoder;
extern const struct decoder capture_decoder;
extern const struct decoder carve_decoder;
extern const struct decoder compose_decoder;
extern const struct decoder curl_decoder;
extern const struct decoder der_decoder;
extern const struct decoder dnssec_decoder;
extern const struct decoder dropbear_decoder;
extern const struct decoder envoy_decoder;
extern const struct decoder haproxy_decoder;
extern const struct decoder hex_dump_decoder;
extern const struct decoder hex_head_decoder;
extern const struct decoder hex_text_decoder;
extern const struct decoder java_keystore_decoder;
extern const struct decoder java_settings_decoder;
extern const struct decoder jwk_decoder;
extern const struct decoder kubernetes_decoder;
extern const struct decoder mysql_decoder;
extern const struct decoder nginx_decoder;
extern const struct decoder nss_database_decoder;
extern const struct decoder openssh_private_decoder;
extern const struct decoder openvpn_decoder;
extern const struct decoder other_keys_decoder;
extern const struct decoder parts_decoder;
extern const struct decoder pem_decoder;
extern const struct decoder pkcs12_decoder;
extern const struct decoder pkcs7_decoder;
extern const struct decoder postgres_decoder;
extern const struct decoder private_key_blob_decoder;
extern const struct decoder putty_decoder;
extern const struct decoder services_decoder;
extern const struct decoder ssh2_public_decoder;
extern const struct decoder ssh_public_decoder;
extern const struct decoder stunnel_decoder;
extern const struct decoder terraform_decoder;
extern const struct decoder text_utf16_decoder;
extern const struct decoder unopened_decoder;
extern const struct decoder uuencode_decoder;
extern const struct decoder xml_key_decoder;
extern const struct decoder zlib_stream_decoder;

const struct decoder *const decoders[] = {
    &archive_decoder,
    &zlib_stream_decoder,
    &parts_decoder,
    &kubernetes_decoder,
    &nginx_decoder,
    &apache_decoder,
    &haproxy_decoder,
    &envoy_decoder,
    &postgres_decoder,
    &mysql_decoder,
    &java_settings_decoder,
    &stunnel_decoder,
    &openvpn_decoder,
    &services_decoder,
    &compose_decoder,
    &terraform_decoder,
    &curl_decoder,
    &ansible_decoder,
    &pkcs12_decoder,
    &pkcs7_decoder,
    &java_keystore_decoder,
    &nss_database_decoder,
    &openssh_private_decoder,
    &dropbear_decoder,
    &private_key_blob_decoder,
    &bouncy_castle_decoder,
    &other_keys_decoder,
    &unopened_decoder,
    &der_decoder,
    &pem_decoder,
    &jwk_decoder, /* these two claim base64 */
    &xml_key_decoder,
    &base64_blob_decoder,
    &hex_text_decoder,
    &hex_head_decoder,
    &byte_list_decoder,
    &byte_string_decoder,
    &hex_dump_decoder,
    &uuencode_decoder,
    &text_utf16_decoder,
    &ssh_public_decoder,
    &ssh2_public_decoder,
    &putty_decoder,
    &dnssec_decoder,
    &capture_decoder,
    &carve_decoder,
    NULL,
};
