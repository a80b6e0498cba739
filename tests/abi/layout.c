/*
 * layout.c - pins the layout of every struct that a caller's compiler fills in. Compiling it is the
 * test: a slot moved, removed or put anywhere but at the end fails here. An appended slot is added
 * at the end of its list together with the new count.
 */
#include "sagepager/sagepager.h"

#include <stddef.h>

#define PIN_GLUE(a, b) a##b
#define PIN_NAME(line) PIN_GLUE(pinned_on_line_, line)
#define PIN(condition) typedef char PIN_NAME(__LINE__)[(condition) ? 1 : -1]

/* Every slot of an interface takes one pointer's room, so that its number tells its offset. */
#define PIN_SLOT(type, slot, number) PIN(offsetof(type, slot) == (number) * sizeof(void *))
#define PIN_COUNT(type, count) PIN(sizeof(type) == (count) * sizeof(void *))

/* Options hold members of different sizes; what matters is that none moves before another. */
#define PIN_FIRST(type) PIN(offsetof(type, size) == 0)
#define PIN_AFTER(type, before, after)                                                             \
    PIN(offsetof(type, after) >= offsetof(type, before) + sizeof(((type *)NULL)->before))
#define PIN_LAST(type, member) PIN(sizeof(type) - offsetof(type, member) < PIN_ROOM(type, member))
#define PIN_ROOM(type, member) (sizeof(((type *)NULL)->member) + sizeof(int64_t))

PIN(sizeof(size_t) == sizeof(void *));
PIN(sizeof(void (*)(void)) == sizeof(void *));

/* --- interfaces ------------------------------------------------------------------------------- */

PIN_SLOT(sgp_allocator, size, 0);
PIN_SLOT(sgp_allocator, self, 1);
PIN_SLOT(sgp_allocator, alloc, 2);
PIN_SLOT(sgp_allocator, free, 3);
PIN_COUNT(sgp_allocator, 4);

PIN_SLOT(sgp_trace, size, 0);
PIN_SLOT(sgp_trace, self, 1);
PIN_SLOT(sgp_trace, line, 2);
PIN_COUNT(sgp_trace, 3);

PIN_SLOT(sgp_page_source, size, 0);
PIN_SLOT(sgp_page_source, self, 1);
PIN_SLOT(sgp_page_source, fetch, 2);
PIN_SLOT(sgp_page_source, cancel, 3);
PIN_SLOT(sgp_page_source, start, 4);
PIN_SLOT(sgp_page_source, drop, 5);
PIN_COUNT(sgp_page_source, 6);

PIN_SLOT(sgp_http, size, 0);
PIN_SLOT(sgp_http, self, 1);
PIN_SLOT(sgp_http, exchange, 2);
PIN_SLOT(sgp_http, wants, 3);
PIN_SLOT(sgp_http, reset, 4);
PIN_SLOT(sgp_http, destroy, 5);
PIN_COUNT(sgp_http, 6);

PIN_SLOT(sgp_stream, size, 0);
PIN_SLOT(sgp_stream, self, 1);
PIN_SLOT(sgp_stream, connect, 2);
PIN_SLOT(sgp_stream, read, 3);
PIN_SLOT(sgp_stream, write, 4);
PIN_SLOT(sgp_stream, close, 5);
PIN_SLOT(sgp_stream, wants, 6);
PIN_COUNT(sgp_stream, 7);

PIN_SLOT(sgp_dialer, size, 0);
PIN_SLOT(sgp_dialer, self, 1);
PIN_SLOT(sgp_dialer, open, 2);
PIN_SLOT(sgp_dialer, destroy, 3);
PIN_COUNT(sgp_dialer, 4);

PIN_SLOT(sgp_tls, size, 0);
PIN_SLOT(sgp_tls, self, 1);
PIN_SLOT(sgp_tls, wrap, 2);
PIN_SLOT(sgp_tls, destroy, 3);
PIN_COUNT(sgp_tls, 4);

PIN_SLOT(sgp_crypto, size, 0);
PIN_SLOT(sgp_crypto, self, 1);
PIN_SLOT(sgp_crypto, ctx_size, 2);
PIN_SLOT(sgp_crypto, init, 3);
PIN_SLOT(sgp_crypto, update, 4);
PIN_SLOT(sgp_crypto, final, 5);
PIN_SLOT(sgp_crypto, sha1, 6);
PIN_SLOT(sgp_crypto, release, 7);
PIN_COUNT(sgp_crypto, 8);

PIN_SLOT(sgp_signer, size, 0);
PIN_SLOT(sgp_signer, self, 1);
PIN_SLOT(sgp_signer, sign, 2);
PIN_SLOT(sgp_signer, needs_credentials, 3);
PIN_SLOT(sgp_signer, destroy, 4);
PIN_COUNT(sgp_signer, 5);

PIN_SLOT(sgp_credentials_provider, size, 0);
PIN_SLOT(sgp_credentials_provider, self, 1);
PIN_SLOT(sgp_credentials_provider, get, 2);
PIN_SLOT(sgp_credentials_provider, wants, 3);
PIN_SLOT(sgp_credentials_provider, reset, 4);
PIN_SLOT(sgp_credentials_provider, destroy, 5);
PIN_SLOT(sgp_credentials_provider, invalidate, 6);
PIN_COUNT(sgp_credentials_provider, 7);

PIN_SLOT(sgp_documents, size, 0);
PIN_SLOT(sgp_documents, self, 1);
PIN_SLOT(sgp_documents, read, 2);
PIN_SLOT(sgp_documents, write, 3);
PIN_SLOT(sgp_documents, destroy, 4);
PIN_COUNT(sgp_documents, 5);

PIN_SLOT(sgp_codec, size, 0);
PIN_SLOT(sgp_codec, self, 1);
PIN_SLOT(sgp_codec, encode_request, 2);
PIN_SLOT(sgp_codec, decode_page, 3);
PIN_SLOT(sgp_codec, decode_error, 4);
PIN_SLOT(sgp_codec, encode_token, 5);
PIN_SLOT(sgp_codec, decode_token, 6);
PIN_SLOT(sgp_codec, destroy, 7);
PIN_SLOT(sgp_codec, decode_part, 8);
PIN_COUNT(sgp_codec, 9);

PIN_SLOT(sgp_platform, size, 0);
PIN_SLOT(sgp_platform, self, 1);
PIN_SLOT(sgp_platform, wall_us, 2);
PIN_SLOT(sgp_platform, monotonic_us, 3);
PIN_SLOT(sgp_platform, random, 4);
PIN_SLOT(sgp_platform, wait, 5);
PIN_SLOT(sgp_platform, getenv, 6);
PIN_SLOT(sgp_platform, read_file, 7);
PIN_SLOT(sgp_platform, write_file, 8);
PIN_SLOT(sgp_platform, is_open_to_others, 9);
PIN_SLOT(sgp_platform, run, 10);
PIN_SLOT(sgp_platform, run_end, 11);
PIN_COUNT(sgp_platform, 12);

/* --- options ---------------------------------------------------------------------------------- */

PIN_FIRST(sgp_client_options);
PIN_AFTER(sgp_client_options, size, region);
PIN_AFTER(sgp_client_options, region, endpoint_url);
PIN_AFTER(sgp_client_options, endpoint_url, use_fips);
PIN_AFTER(sgp_client_options, use_fips, use_dualstack);
PIN_AFTER(sgp_client_options, use_dualstack, http);
PIN_AFTER(sgp_client_options, http, codec);
PIN_AFTER(sgp_client_options, codec, signer);
PIN_AFTER(sgp_client_options, signer, credentials);
PIN_AFTER(sgp_client_options, credentials, platform);
PIN_AFTER(sgp_client_options, platform, allocator);
PIN_AFTER(sgp_client_options, allocator, nonblocking);
PIN_AFTER(sgp_client_options, nonblocking, max_attempts);
PIN_AFTER(sgp_client_options, max_attempts, call_timeout_ms);
PIN_AFTER(sgp_client_options, call_timeout_ms, max_body_bytes);
PIN_AFTER(sgp_client_options, max_body_bytes, user_agent);
PIN_AFTER(sgp_client_options, user_agent, trace);
PIN_AFTER(sgp_client_options, trace, retry_mode);
PIN_AFTER(sgp_client_options, retry_mode, read_timeout_ms);
PIN_AFTER(sgp_client_options, read_timeout_ms, no_attempt_headers);
PIN_LAST(sgp_client_options, no_attempt_headers);

PIN_FIRST(sgp_pages_options);
PIN_AFTER(sgp_pages_options, size, max_items);
PIN_AFTER(sgp_pages_options, max_items, page_size);
PIN_AFTER(sgp_pages_options, page_size, starting_token);
PIN_AFTER(sgp_pages_options, starting_token, no_prefetch);
PIN_AFTER(sgp_pages_options, no_prefetch, stable_tokens);
PIN_LAST(sgp_pages_options, stable_tokens);

PIN_FIRST(sgp_tls_options);
PIN_AFTER(sgp_tls_options, size, ca_file);
PIN_AFTER(sgp_tls_options, ca_file, ca_pem);
PIN_AFTER(sgp_tls_options, ca_pem, ca_pem_bytes);
PIN_AFTER(sgp_tls_options, ca_pem_bytes, ca_folder);
PIN_AFTER(sgp_tls_options, ca_folder, client_cert_file);
PIN_AFTER(sgp_tls_options, client_cert_file, client_cert_pem);
PIN_AFTER(sgp_tls_options, client_cert_pem, client_cert_pem_bytes);
PIN_AFTER(sgp_tls_options, client_cert_pem_bytes, client_key_file);
PIN_AFTER(sgp_tls_options, client_key_file, client_key_pem);
PIN_AFTER(sgp_tls_options, client_key_pem, client_key_pem_bytes);
PIN_AFTER(sgp_tls_options, client_key_pem_bytes, trace);
PIN_AFTER(sgp_tls_options, trace, insecure_skip_verification);
PIN_LAST(sgp_tls_options, insecure_skip_verification);

PIN_SLOT(sgp_backend, size, 0);
PIN_SLOT(sgp_backend, name, 1);
PIN_SLOT(sgp_backend, tls_new, 2);
PIN_SLOT(sgp_backend, crypto, 3);
PIN_COUNT(sgp_backend, 4);

PIN_FIRST(sgp_http1_options);
PIN_AFTER(sgp_http1_options, size, connect_timeout_ms);
PIN_AFTER(sgp_http1_options, connect_timeout_ms, read_timeout_ms);
PIN_AFTER(sgp_http1_options, read_timeout_ms, trace);
PIN_AFTER(sgp_http1_options, trace, proxy);
PIN_LAST(sgp_http1_options, proxy);

PIN_FIRST(sgp_proxy_options);
PIN_AFTER(sgp_proxy_options, size, https_proxy);
PIN_AFTER(sgp_proxy_options, https_proxy, http_proxy);
PIN_AFTER(sgp_proxy_options, http_proxy, no_proxy);
PIN_LAST(sgp_proxy_options, no_proxy);

PIN_FIRST(sgp_default_options);
PIN_AFTER(sgp_default_options, size, client);
PIN_AFTER(sgp_default_options, client, tls);
PIN_AFTER(sgp_default_options, tls, http1);
PIN_AFTER(sgp_default_options, http1, access_key_id);
PIN_AFTER(sgp_default_options, access_key_id, secret_access_key);
PIN_AFTER(sgp_default_options, secret_access_key, session_token);
PIN_AFTER(sgp_default_options, session_token, no_sign_request);
PIN_AFTER(sgp_default_options, no_sign_request, backend);
PIN_AFTER(sgp_default_options, backend, profile);
PIN_AFTER(sgp_default_options, profile, mfa);
PIN_AFTER(sgp_default_options, mfa, iot);
PIN_LAST(sgp_default_options, iot);

PIN_FIRST(sgp_creds_parts);
PIN_AFTER(sgp_creds_parts, size, http);
PIN_AFTER(sgp_creds_parts, http, documents);
PIN_AFTER(sgp_creds_parts, documents, platform);
PIN_AFTER(sgp_creds_parts, platform, allocator);
PIN_AFTER(sgp_creds_parts, allocator, trace);
PIN_LAST(sgp_creds_parts, trace);

PIN_FIRST(sgp_creds_container_options);
PIN_AFTER(sgp_creds_container_options, size, relative_uri);
PIN_AFTER(sgp_creds_container_options, relative_uri, full_uri);
PIN_AFTER(sgp_creds_container_options, full_uri, token_file);
PIN_AFTER(sgp_creds_container_options, token_file, token);
PIN_LAST(sgp_creds_container_options, token);

PIN_FIRST(sgp_creds_imds_options);
PIN_AFTER(sgp_creds_imds_options, size, endpoint);
PIN_AFTER(sgp_creds_imds_options, endpoint, timeout_ms);
PIN_AFTER(sgp_creds_imds_options, timeout_ms, attempts);
PIN_AFTER(sgp_creds_imds_options, attempts, is_v1_disabled);
PIN_LAST(sgp_creds_imds_options, is_v1_disabled);

PIN_FIRST(sgp_creds_assume_role_options);
PIN_AFTER(sgp_creds_assume_role_options, size, source);
PIN_AFTER(sgp_creds_assume_role_options, source, signer);
PIN_AFTER(sgp_creds_assume_role_options, signer, endpoint_url);
PIN_AFTER(sgp_creds_assume_role_options, endpoint_url, region);
PIN_AFTER(sgp_creds_assume_role_options, region, role_arn);
PIN_AFTER(sgp_creds_assume_role_options, role_arn, role_session_name);
PIN_AFTER(sgp_creds_assume_role_options, role_session_name, external_id);
PIN_AFTER(sgp_creds_assume_role_options, external_id, duration_seconds);
PIN_AFTER(sgp_creds_assume_role_options, duration_seconds, mfa_serial);
PIN_AFTER(sgp_creds_assume_role_options, mfa_serial, mfa);
PIN_AFTER(sgp_creds_assume_role_options, mfa, no_source);
PIN_LAST(sgp_creds_assume_role_options, no_source);

PIN_FIRST(sgp_creds_web_identity_options);
PIN_AFTER(sgp_creds_web_identity_options, size, endpoint_url);
PIN_AFTER(sgp_creds_web_identity_options, endpoint_url, role_arn);
PIN_AFTER(sgp_creds_web_identity_options, role_arn, role_session_name);
PIN_AFTER(sgp_creds_web_identity_options, role_session_name, token_file);
PIN_LAST(sgp_creds_web_identity_options, token_file);

PIN_FIRST(sgp_creds_sso_options);
PIN_AFTER(sgp_creds_sso_options, size, account_id);
PIN_AFTER(sgp_creds_sso_options, account_id, role_name);
PIN_AFTER(sgp_creds_sso_options, role_name, session_name);
PIN_AFTER(sgp_creds_sso_options, session_name, start_url);
PIN_AFTER(sgp_creds_sso_options, start_url, region);
PIN_AFTER(sgp_creds_sso_options, region, portal_url);
PIN_AFTER(sgp_creds_sso_options, portal_url, oidc_url);
PIN_AFTER(sgp_creds_sso_options, oidc_url, cache_folder);
PIN_AFTER(sgp_creds_sso_options, cache_folder, crypto);
PIN_LAST(sgp_creds_sso_options, crypto);

PIN_FIRST(sgp_creds_iot_options);
PIN_AFTER(sgp_creds_iot_options, size, endpoint_url);
PIN_AFTER(sgp_creds_iot_options, endpoint_url, role_alias);
PIN_AFTER(sgp_creds_iot_options, role_alias, thing_name);
PIN_LAST(sgp_creds_iot_options, thing_name);

PIN_FIRST(sgp_list_image_versions_request);
PIN_AFTER(sgp_list_image_versions_request, size, creation_time_after_us);
PIN_AFTER(sgp_list_image_versions_request, creation_time_after_us, creation_time_before_us);
PIN_AFTER(sgp_list_image_versions_request, creation_time_before_us, image_name);
PIN_AFTER(sgp_list_image_versions_request, image_name, last_modified_time_after_us);
PIN_AFTER(sgp_list_image_versions_request, last_modified_time_after_us,
          last_modified_time_before_us);
PIN_AFTER(sgp_list_image_versions_request, last_modified_time_before_us, max_results);
PIN_AFTER(sgp_list_image_versions_request, max_results, next_token);
PIN_AFTER(sgp_list_image_versions_request, next_token, sort_by);
PIN_AFTER(sgp_list_image_versions_request, sort_by, sort_by_text);
PIN_AFTER(sgp_list_image_versions_request, sort_by_text, sort_order);
PIN_AFTER(sgp_list_image_versions_request, sort_order, sort_order_text);
PIN_AFTER(sgp_list_image_versions_request, sort_order_text, added);
PIN_LAST(sgp_list_image_versions_request, added);
