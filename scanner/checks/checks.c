#include "checks/check.h"

#include <stddef.h>

extern const struct check key_orphaned_check;
extern const struct check key_cert_mismatch_check;
extern const struct check key_not_compared_check;
extern const struct check key_permissions_check;
extern const struct check key_in_git_history_check;
extern const struct check key_committed_check;
extern const struct check key_staged_check;
extern const struct check key_in_archive_check;
extern const struct check key_in_truststore_check;
extern const struct check key_reused_check;
extern const struct check key_same_modulus_other_exponent_check;
extern const struct check key_not_pkcs8_check;
extern const struct check config_names_missing_file_check;
extern const struct check chain_leaf_not_first_check;
extern const struct check key_ec_params_block_check;
extern const struct check cert_without_key_check;
extern const struct check client_selfsigned_untrusted_check;
extern const struct check client_selfsigned_altered_check;
extern const struct check client_text_differs_check;
extern const struct check issuer_not_in_truststore_check;
extern const struct check truststore_missing_root_check;
extern const struct check truststore_subject_conflict_check;
extern const struct check truststore_rekeyed_ca_check;
extern const struct check truststore_has_leaf_check;
extern const struct check truststore_root_not_selfsigned_check;
extern const struct check truststore_expired_check;
extern const struct check truststore_not_yet_valid_check;
extern const struct check truststore_duplicate_check;
extern const struct check truststore_over_limit_check;
extern const struct check truststore_public_ca_check;
extern const struct check truststore_drift_check;
extern const struct check chain_incomplete_check;
extern const struct check chain_issuer_missing_check;
extern const struct check chain_order_check;
extern const struct check chain_has_root_check;
extern const struct check chain_unrelated_cert_check;
extern const struct check chain_expired_check;
extern const struct check chain_expired_alternate_check;
extern const struct check chain_too_long_check;
extern const struct check chain_bound_hit_check;
extern const struct check chain_undecided_check;
extern const struct check pathlen_violated_check;
extern const struct check issuer_not_ca_check;
extern const struct check issuer_no_key_cert_sign_check;
extern const struct check name_constraint_violation_check;
extern const struct check unknown_critical_extension_check;
extern const struct check extension_malformed_check;
extern const struct check aki_ski_mismatch_check;
extern const struct check same_dn_leaf_ca_check;
extern const struct check eku_chain_excludes_client_check;
extern const struct check eku_chain_excludes_server_check;
extern const struct check chain_cycle_check;
extern const struct check cert_revoked_by_crl_check;
extern const struct check crl_expired_check;
extern const struct check crl_set_incomplete_check;
extern const struct check signature_invalid_check;
extern const struct check signature_fields_differ_check;
extern const struct check expired_check;
extern const struct check expires_soon_check;
extern const struct check not_yet_valid_check;
extern const struct check dates_inverted_check;
extern const struct check eku_no_client_auth_check;
extern const struct check eku_no_server_auth_check;
extern const struct check eku_client_auth_ending_check;
extern const struct check ku_no_digital_signature_check;
extern const struct check validity_too_long_check;
extern const struct check san_missing_check;
extern const struct check serial_bad_check;
extern const struct check serial_duplicate_check;
extern const struct check cert_not_v3_check;
extern const struct check client_is_ca_check;
extern const struct check signature_weak_check;
extern const struct check key_weak_check;
extern const struct check key_compromised_roca_check;
extern const struct check key_compromised_fermat_check;
extern const struct check key_compromised_shared_prime_check;
extern const struct check key_compromised_debian_check;
extern const struct check key_published_check;
extern const struct check quantum_vulnerable_check;
extern const struct check key_invalid_check;
extern const struct check extension_content_mismatch_check;
extern const struct check format_unread_check;
extern const struct check pem_markers_glued_check;
extern const struct check pem_bom_check;
extern const struct check pem_utf16_check;
extern const struct check pem_indented_check;
extern const struct check pem_blank_line_check;
extern const struct check pem_dashes_check;
extern const struct check pem_escaped_newlines_check;
extern const struct check pem_bad_base64_check;
extern const struct check pem_elided_check;
extern const struct check pem_truncated_check;
extern const struct check pem_label_wrong_check;
extern const struct check pem_trusted_label_check;
extern const struct check pem_crlf_check;
extern const struct check pem_text_around_check;
extern const struct check der_trailing_data_check;
extern const struct check file_empty_check;
extern const struct check file_without_certificate_check;
extern const struct check base64_twice_check;
extern const struct check kubernetes_tls_incomplete_check;
extern const struct check istio_cacerts_incomplete_check;
extern const struct check hash_link_stale_check;
extern const struct check other_secret_key_check;
extern const struct check other_public_key_check;
extern const struct check key_encrypted_check;
extern const struct check password_wrong_check;
extern const struct check pkcs12_legacy_check;
extern const struct check pkcs12_too_new_check;
extern const struct check pkcs12_no_chain_check;
extern const struct check pkcs12_java_untrusted_check;
extern const struct check kdf_cost_refused_check;

const struct check *const checks[] = {
    &key_orphaned_check,
    &key_cert_mismatch_check,
    &key_not_compared_check,
    &key_permissions_check,
    &key_in_git_history_check,
    &key_committed_check,
    &key_staged_check,
    &key_in_archive_check,
    &key_in_truststore_check,
    &key_reused_check,
    &key_same_modulus_other_exponent_check,
    &key_not_pkcs8_check,
    &config_names_missing_file_check,
    &chain_leaf_not_first_check,
    &key_ec_params_block_check,
    &cert_without_key_check,
    &client_selfsigned_untrusted_check,
    &client_selfsigned_altered_check,
    &client_text_differs_check,
    &issuer_not_in_truststore_check,
    &truststore_missing_root_check,
    &truststore_subject_conflict_check,
    &truststore_rekeyed_ca_check,
    &truststore_has_leaf_check,
    &truststore_root_not_selfsigned_check,
    &truststore_expired_check,
    &truststore_not_yet_valid_check,
    &truststore_duplicate_check,
    &truststore_over_limit_check,
    &truststore_public_ca_check,
    &truststore_drift_check,
    &chain_incomplete_check,
    &chain_issuer_missing_check,
    &chain_order_check,
    &chain_has_root_check,
    &chain_unrelated_cert_check,
    &chain_expired_check,
    &chain_expired_alternate_check,
    &chain_too_long_check,
    &chain_bound_hit_check,
    &chain_undecided_check,
    &pathlen_violated_check,
    &issuer_not_ca_check,
    &issuer_no_key_cert_sign_check,
    &name_constraint_violation_check,
    &unknown_critical_extension_check,
    &extension_malformed_check,
    &aki_ski_mismatch_check,
    &same_dn_leaf_ca_check,
    &eku_chain_excludes_client_check,
    &eku_chain_excludes_server_check,
    &chain_cycle_check,
    &cert_revoked_by_crl_check,
    &crl_expired_check,
    &crl_set_incomplete_check,
    &signature_invalid_check,
    &signature_fields_differ_check,
    &expired_check,
    &expires_soon_check,
    &not_yet_valid_check,
    &dates_inverted_check,
    &eku_no_client_auth_check,
    &eku_no_server_auth_check,
    &eku_client_auth_ending_check,
    &ku_no_digital_signature_check,
    &validity_too_long_check,
    &san_missing_check,
    &serial_bad_check,
    &serial_duplicate_check,
    &cert_not_v3_check,
    &client_is_ca_check,
    &signature_weak_check,
    &key_weak_check,
    &key_compromised_roca_check,
    &key_compromised_fermat_check,
    &key_compromised_shared_prime_check,
    &key_compromised_debian_check,
    &key_published_check,
    &quantum_vulnerable_check,
    &key_invalid_check,
    &extension_content_mismatch_check,
    &format_unread_check,
    &pem_markers_glued_check,
    &pem_bom_check,
    &pem_utf16_check,
    &pem_indented_check,
    &pem_blank_line_check,
    &pem_dashes_check,
    &pem_escaped_newlines_check,
    &pem_bad_base64_check,
    &pem_elided_check,
    &pem_truncated_check,
    &pem_label_wrong_check,
    &pem_trusted_label_check,
    &pem_crlf_check,
    &pem_text_around_check,
    &der_trailing_data_check,
    &file_empty_check,
    &file_without_certificate_check,
    &base64_twice_check,
    &kubernetes_tls_incomplete_check,
    &istio_cacerts_incomplete_check,
    &hash_link_stale_check,
    &other_secret_key_check,
    &other_public_key_check,
    &key_encrypted_check,
    &password_wrong_check,
    &pkcs12_legacy_check,
    &pkcs12_too_new_check,
    &pkcs12_no_chain_check,
    &pkcs12_java_untrusted_check,
    &kdf_cost_refused_check,
    NULL,
};
