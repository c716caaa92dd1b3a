#include "checks/profile.h"

extern const struct profile aws_apigateway_profile;
extern const struct profile aws_alb_profile;
extern const struct profile aws_cloudfront_profile;
extern const struct profile aws_iam_profile;
extern const struct profile gcp_lb_profile;
extern const struct profile azure_appgw_profile;
extern const struct profile azure_frontdoor_profile;
extern const struct profile cloudflare_byoca_profile;
extern const struct profile cloudflare_custom_profile;
extern const struct profile nginx_profile;
extern const struct profile apache_profile;
extern const struct profile envoy_profile;
extern const struct profile haproxy_profile;
extern const struct profile kubernetes_profile;
extern const struct profile kafka_pem_profile;
extern const struct profile postgres_profile;
extern const struct profile mysql_profile;
extern const struct profile java_profile;
extern const struct profile openssl_1_profile;
extern const struct profile openssl_2_profile;
extern const struct profile openssl_3_profile;
extern const struct profile openssl_4_profile;
extern const struct profile schannel_profile;
extern const struct profile curl_schannel_profile;
extern const struct profile webpki_profile;

const struct profile *const profiles[] = {
    &aws_apigateway_profile,
    &aws_alb_profile,
    &aws_cloudfront_profile,
    &aws_iam_profile,
    &gcp_lb_profile,
    &azure_appgw_profile,
    &azure_frontdoor_profile,
    &cloudflare_byoca_profile,
    &cloudflare_custom_profile,
    &nginx_profile,
    &apache_profile,
    &envoy_profile,
    &haproxy_profile,
    &kubernetes_profile,
    &kafka_pem_profile,
    &postgres_profile,
    &mysql_profile,
    &java_profile,
    &openssl_1_profile,
    &openssl_2_profile,
    &openssl_3_profile,
    &openssl_4_profile,
    &schannel_profile,
    &curl_schannel_profile,
    &webpki_profile,
    NULL,
};
