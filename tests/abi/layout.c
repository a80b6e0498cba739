/*
 * layout.c - pins the layout of every public struct. Compiling it is the test: it fails
 * if a member was moved or removed, or if one was added anywhere but at the end.
 * docs/abi.md explains the kinds of structs. To append a member to a struct that may
 * grow, add its line at the end of the struct's list. Then correct the line after it.
 */
#include "sagepager/sagepager.h"

#include <stddef.h>

#define PIN_GLUE(a, b) a##b
#define PIN_NAME(line) PIN_GLUE(pinned_on_line_, line)
#define PIN(condition) typedef char PIN_NAME(__LINE__)[(condition) ? 1 : -1]

/* Each slot of a type table is as wide as a pointer, so its number gives its offset. */
#define PIN_SLOT(type, slot, number) PIN(offsetof(type, slot) == (number) * sizeof(void *))
#define PIN_COUNT(type, count) PIN(sizeof(type) == (count) * sizeof(void *))

/* Members of different widths: only their order is checked. */
#define PIN_FIRST(type, member) PIN(offsetof(type, member) == 0)
#define PIN_AFTER(type, before, after)                                                             \
    PIN(offsetof(type, after) >= offsetof(type, before) + sizeof(((type *)NULL)->before))

/* The last member of a struct that begins with `size`. Without padding after it, every
 * added member changes `size`. */
#define PIN_LAST(type, member)                                                                     \
    PIN(offsetof(type, member) + sizeof(((type *)NULL)->member) == sizeof(type))

/* Frozen structs, in bytes. W is the width of a pointer, A the alignment of int64_t. */
#define PIN_AT(type, member, offset) PIN(offsetof(type, member) == (offset))
#define PIN_SIZE(type, bytes) PIN(sizeof(type) == (bytes))
#define W sizeof(void *)
#define A offsetof(struct aligned, value)

struct aligned {
    char before;
    int64_t value;
};

PIN(sizeof(size_t) == sizeof(void *));
PIN(sizeof(intptr_t) == sizeof(void *));
PIN(sizeof(void (*)(void)) == sizeof(void *));

/* --- frozen ----------------------------------------------------------------------------------- */

PIN_AT(sgp_error, status, 0);
PIN_AT(sgp_error, http_status, 4);
PIN_AT(sgp_error, os_error, 8);
PIN_AT(sgp_error, attempts, 12);
PIN_AT(sgp_error, retryable, 16);
PIN_AT(sgp_error, retries_exhausted, 20);
PIN_AT(sgp_error, place, 24);
PIN_AT(sgp_error, buffer, 24 + W);
PIN_AT(sgp_error, buffer_bytes, 24 + 2 * W);
PIN_AT(sgp_error, code, 24 + 3 * W);
PIN_AT(sgp_error, request_id, 80 + 3 * W);
PIN_AT(sgp_error, short_message, 120 + 3 * W);
PIN_SIZE(sgp_error, 232 + 3 * W);
PIN(sizeof(sgp_error) <= 256);

PIN_AT(sgp_str, ptr, 0);
PIN_AT(sgp_str, len, W);
PIN_SIZE(sgp_str, 2 * W);

PIN_AT(sgp_opt_int, is_set, 0);
PIN_AT(sgp_opt_int, value, A);
PIN_SIZE(sgp_opt_int, 8 + A);

PIN_AT(sgp_deadline, at_us, 0);
PIN_SIZE(sgp_deadline, 8);

PIN_AT(sgp_poll_interest, fd, 0);
PIN_AT(sgp_poll_interest, events, 4);
PIN_AT(sgp_poll_interest, at_us, 8);
PIN_SIZE(sgp_poll_interest, 16);

PIN_AT(sgp_raw_timestamp, text, 0);
PIN_AT(sgp_raw_timestamp, is_number, 2 * W);
PIN_SIZE(sgp_raw_timestamp, 3 * W);

PIN_AT(sgp_raw_timestamps, creation_time, 0);
PIN_AT(sgp_raw_timestamps, last_modified_time, 3 * W);
PIN_SIZE(sgp_raw_timestamps, 6 * W);

PIN_AT(sgp_http_header, name, 0);
PIN_AT(sgp_http_header, value, 2 * W);
PIN_SIZE(sgp_http_header, 4 * W);

PIN_AT(sgp_document_member, path, 0);
PIN_AT(sgp_document_member, type, W);
PIN_AT(sgp_document_member, value, 2 * W);
PIN_SIZE(sgp_document_member, 4 * W);

PIN_AT(sgp_codec, type, 0);
PIN_SIZE(sgp_codec, W);
PIN_AT(sgp_credentials_cache, type, 0);
PIN_AT(sgp_credentials_provider, type, 0);
PIN_SIZE(sgp_credentials_provider, W);
PIN_AT(sgp_crypto, type, 0);
PIN_SIZE(sgp_crypto, W);
PIN_AT(sgp_dialer, type, 0);
PIN_SIZE(sgp_dialer, W);
PIN_AT(sgp_document_parser, type, 0);
PIN_SIZE(sgp_document_parser, W);
PIN_AT(sgp_http, type, 0);
PIN_SIZE(sgp_http, W);
PIN_AT(sgp_page_decoder, type, 0);
PIN_SIZE(sgp_page_decoder, W);
PIN_AT(sgp_page_source, type, 0);
PIN_SIZE(sgp_page_source, W);
PIN_AT(sgp_platform, type, 0);
PIN_SIZE(sgp_platform, W);
PIN_AT(sgp_signer, type, 0);
PIN_SIZE(sgp_signer, W);
PIN_AT(sgp_stream, type, 0);
PIN_SIZE(sgp_stream, W);
PIN_AT(sgp_tls, type, 0);
PIN_SIZE(sgp_tls, W);

PIN_AT(sgp_credentials_provider_loan, base, 0);
PIN_AT(sgp_credentials_provider_loan, provider, W);
PIN_SIZE(sgp_credentials_provider_loan, 2 * W);
PIN_AT(sgp_http_loan, base, 0);
PIN_AT(sgp_http_loan, http, W);
PIN_SIZE(sgp_http_loan, 2 * W);
PIN_AT(sgp_signer_loan, base, 0);
PIN_AT(sgp_signer_loan, signer, W);
PIN_SIZE(sgp_signer_loan, 2 * W);

/* --- tables: slots are appended ------------------------------------------------------------ */

PIN_SLOT(sgp_allocator, size, 0);
PIN_SLOT(sgp_allocator, self, 1);
PIN_SLOT(sgp_allocator, alloc, 2);
PIN_SLOT(sgp_allocator, free, 3);
PIN_COUNT(sgp_allocator, 4);

PIN_SLOT(sgp_trace, size, 0);
PIN_SLOT(sgp_trace, self, 1);
PIN_SLOT(sgp_trace, line, 2);
PIN_COUNT(sgp_trace, 3);

PIN_SLOT(sgp_backend, size, 0);
PIN_SLOT(sgp_backend, name, 1);
PIN_SLOT(sgp_backend, tls_new, 2);
PIN_SLOT(sgp_backend, crypto, 3);
PIN_COUNT(sgp_backend, 4);

PIN_SLOT(sgp_codec_type, size, 0);
PIN_SLOT(sgp_codec_type, name, 1);
PIN_SLOT(sgp_codec_type, encode_list_image_versions, 2);
PIN_SLOT(sgp_codec_type, decode_list_image_versions, 3);
PIN_SLOT(sgp_codec_type, decode_error, 4);
PIN_SLOT(sgp_codec_type, encode_token, 5);
PIN_SLOT(sgp_codec_type, decode_token, 6);
PIN_SLOT(sgp_codec_type, destroy, 7);
PIN_COUNT(sgp_codec_type, 8);

PIN_SLOT(sgp_credentials_provider_type, size, 0);
PIN_SLOT(sgp_credentials_provider_type, name, 1);
PIN_SLOT(sgp_credentials_provider_type, get, 2);
PIN_SLOT(sgp_credentials_provider_type, wants, 3);
PIN_SLOT(sgp_credentials_provider_type, reset, 4);
PIN_SLOT(sgp_credentials_provider_type, destroy, 5);
PIN_SLOT(sgp_credentials_provider_type, invalidate, 6);
PIN_COUNT(sgp_credentials_provider_type, 7);

PIN_SLOT(sgp_credentials_cache_type, size, 0);
PIN_SLOT(sgp_credentials_cache_type, name, 1);
PIN_SLOT(sgp_credentials_cache_type, load, 2);
PIN_SLOT(sgp_credentials_cache_type, store, 3);
PIN_SLOT(sgp_credentials_cache_type, destroy, 4);
PIN_COUNT(sgp_credentials_cache_type, 5);

PIN_SLOT(sgp_crypto_type, size, 0);
PIN_SLOT(sgp_crypto_type, name, 1);
PIN_SLOT(sgp_crypto_type, context_bytes, 2);
PIN_SLOT(sgp_crypto_type, init, 3);
PIN_SLOT(sgp_crypto_type, update, 4);
PIN_SLOT(sgp_crypto_type, final, 5);
PIN_SLOT(sgp_crypto_type, sha1, 6);
PIN_SLOT(sgp_crypto_type, release, 7);
PIN_SLOT(sgp_crypto_type, es256_public_key, 8);
PIN_SLOT(sgp_crypto_type, es256_sign, 9);
PIN_COUNT(sgp_crypto_type, 10);

PIN_SLOT(sgp_dialer_type, size, 0);
PIN_SLOT(sgp_dialer_type, name, 1);
PIN_SLOT(sgp_dialer_type, open, 2);
PIN_SLOT(sgp_dialer_type, destroy, 3);
PIN_COUNT(sgp_dialer_type, 4);

PIN_SLOT(sgp_document_parser_type, size, 0);
PIN_SLOT(sgp_document_parser_type, name, 1);
PIN_SLOT(sgp_document_parser_type, parse, 2);
PIN_SLOT(sgp_document_parser_type, write, 3);
PIN_SLOT(sgp_document_parser_type, destroy, 4);
PIN_SLOT(sgp_document_parser_type, replace, 5);
PIN_COUNT(sgp_document_parser_type, 6);

PIN_SLOT(sgp_http_type, size, 0);
PIN_SLOT(sgp_http_type, name, 1);
PIN_SLOT(sgp_http_type, exchange, 2);
PIN_SLOT(sgp_http_type, wants, 3);
PIN_SLOT(sgp_http_type, reset, 4);
PIN_SLOT(sgp_http_type, destroy, 5);
PIN_SLOT(sgp_http_type, read_timeout_ms, 6);
PIN_COUNT(sgp_http_type, 7);

PIN_SLOT(sgp_page_decoder_type, size, 0);
PIN_SLOT(sgp_page_decoder_type, name, 1);
PIN_SLOT(sgp_page_decoder_type, feed, 2);
PIN_SLOT(sgp_page_decoder_type, finish, 3);
PIN_SLOT(sgp_page_decoder_type, abort, 4);
PIN_COUNT(sgp_page_decoder_type, 5);

PIN_SLOT(sgp_page_source_type, size, 0);
PIN_SLOT(sgp_page_source_type, name, 1);
PIN_SLOT(sgp_page_source_type, fetch, 2);
PIN_SLOT(sgp_page_source_type, cancel, 3);
PIN_SLOT(sgp_page_source_type, start, 4);
PIN_SLOT(sgp_page_source_type, drop, 5);
PIN_COUNT(sgp_page_source_type, 6);

PIN_SLOT(sgp_platform_type, size, 0);
PIN_SLOT(sgp_platform_type, name, 1);
PIN_SLOT(sgp_platform_type, wall_us, 2);
PIN_SLOT(sgp_platform_type, monotonic_us, 3);
PIN_SLOT(sgp_platform_type, random, 4);
PIN_SLOT(sgp_platform_type, wait, 5);
PIN_SLOT(sgp_platform_type, getenv, 6);
PIN_SLOT(sgp_platform_type, read_file, 7);
PIN_SLOT(sgp_platform_type, write_file, 8);
PIN_SLOT(sgp_platform_type, is_open_to_others, 9);
PIN_SLOT(sgp_platform_type, process_run, 10);
PIN_SLOT(sgp_platform_type, process_end, 11);
PIN_SLOT(sgp_platform_type, lock_file, 12);
PIN_SLOT(sgp_platform_type, unlock_file, 13);
PIN_SLOT(sgp_platform_type, make_folder, 14);
PIN_SLOT(sgp_platform_type, home, 15);
PIN_COUNT(sgp_platform_type, 16);

PIN_SLOT(sgp_signer_type, size, 0);
PIN_SLOT(sgp_signer_type, name, 1);
PIN_SLOT(sgp_signer_type, sign, 2);
PIN_SLOT(sgp_signer_type, destroy, 3);
PIN_SLOT(sgp_signer_type, is_anonymous, 4);
PIN_COUNT(sgp_signer_type, 5);

PIN_SLOT(sgp_stream_type, size, 0);
PIN_SLOT(sgp_stream_type, name, 1);
PIN_SLOT(sgp_stream_type, connect, 2);
PIN_SLOT(sgp_stream_type, read, 3);
PIN_SLOT(sgp_stream_type, write, 4);
PIN_SLOT(sgp_stream_type, close, 5);
PIN_SLOT(sgp_stream_type, wants, 6);
PIN_COUNT(sgp_stream_type, 7);

PIN_SLOT(sgp_tls_type, size, 0);
PIN_SLOT(sgp_tls_type, name, 1);
PIN_SLOT(sgp_tls_type, wrap, 2);
PIN_SLOT(sgp_tls_type, destroy, 3);
PIN_COUNT(sgp_tls_type, 4);

/* --- structs with `size`: members are appended ---------------------------------------------- */

PIN_FIRST(sgp_default_options, size);
PIN_AFTER(sgp_default_options, size, client);
PIN_AFTER(sgp_default_options, client, tls);
PIN_AFTER(sgp_default_options, tls, http1);
PIN_AFTER(sgp_default_options, http1, access_key_id);
PIN_AFTER(sgp_default_options, access_key_id, secret_access_key);
PIN_AFTER(sgp_default_options, secret_access_key, session_token);
PIN_AFTER(sgp_default_options, session_token, backend);
PIN_AFTER(sgp_default_options, backend, profile);
PIN_AFTER(sgp_default_options, profile, mfa_callback);
PIN_AFTER(sgp_default_options, mfa_callback, mfa_data);
PIN_AFTER(sgp_default_options, mfa_data, iot);
PIN_AFTER(sgp_default_options, iot, no_sign_request);
PIN_AFTER(sgp_default_options, no_sign_request, insecure_clear_text_credentials);
PIN_AFTER(sgp_default_options, insecure_clear_text_credentials, credentials_cache);
PIN_LAST(sgp_default_options, credentials_cache);

PIN_FIRST(sgp_client_options, size);
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
PIN_AFTER(sgp_client_options, allocator, trace);
PIN_AFTER(sgp_client_options, trace, user_agent);
PIN_AFTER(sgp_client_options, user_agent, nonblocking);
PIN_AFTER(sgp_client_options, nonblocking, retry_mode);
PIN_AFTER(sgp_client_options, retry_mode, max_attempts);
PIN_AFTER(sgp_client_options, max_attempts, omit_retry_headers);
PIN_AFTER(sgp_client_options, omit_retry_headers, max_body_bytes);
PIN_AFTER(sgp_client_options, max_body_bytes, call_timeout_ms);
PIN_LAST(sgp_client_options, call_timeout_ms);

PIN_FIRST(sgp_list_image_versions_request, size);
PIN_AFTER(sgp_list_image_versions_request, size, creation_time_after_us);
PIN_AFTER(sgp_list_image_versions_request, creation_time_after_us, creation_time_before_us);
PIN_AFTER(sgp_list_image_versions_request, creation_time_before_us, image_name);
PIN_AFTER(sgp_list_image_versions_request, image_name, last_modified_time_after_us);
PIN_AFTER(sgp_list_image_versions_request, last_modified_time_after_us,
          last_modified_time_before_us);
PIN_AFTER(sgp_list_image_versions_request, last_modified_time_before_us, max_results);
PIN_AFTER(sgp_list_image_versions_request, max_results, next_token);
PIN_AFTER(sgp_list_image_versions_request, next_token, sort_by);
PIN_AFTER(sgp_list_image_versions_request, sort_by, sort_order);
PIN_LAST(sgp_list_image_versions_request, sort_order);

PIN_FIRST(sgp_page_params, size);
PIN_AFTER(sgp_page_params, size, is_token_first);
PIN_AFTER(sgp_page_params, is_token_first, next_token);
PIN_AFTER(sgp_page_params, next_token, page_size);
PIN_LAST(sgp_page_params, page_size);

PIN_FIRST(sgp_paginator_options, size);
PIN_AFTER(sgp_paginator_options, size, starting_token);
PIN_AFTER(sgp_paginator_options, starting_token, no_prefetch);
PIN_AFTER(sgp_paginator_options, no_prefetch, stable_tokens);
PIN_AFTER(sgp_paginator_options, stable_tokens, max_items);
PIN_AFTER(sgp_paginator_options, max_items, page_size);
PIN_LAST(sgp_paginator_options, page_size);

PIN_FIRST(sgp_creds_parts, size);
PIN_AFTER(sgp_creds_parts, size, http);
PIN_AFTER(sgp_creds_parts, http, parser);
PIN_AFTER(sgp_creds_parts, parser, platform);
PIN_AFTER(sgp_creds_parts, platform, allocator);
PIN_AFTER(sgp_creds_parts, allocator, trace);
PIN_AFTER(sgp_creds_parts, trace, insecure_clear_text_credentials);
PIN_AFTER(sgp_creds_parts, insecure_clear_text_credentials, retry_mode);
PIN_AFTER(sgp_creds_parts, retry_mode, max_attempts);
PIN_LAST(sgp_creds_parts, max_attempts);

PIN_FIRST(sgp_creds_container_options, size);
PIN_AFTER(sgp_creds_container_options, size, relative_uri);
PIN_AFTER(sgp_creds_container_options, relative_uri, full_uri);
PIN_AFTER(sgp_creds_container_options, full_uri, token_file);
PIN_AFTER(sgp_creds_container_options, token_file, token);
PIN_LAST(sgp_creds_container_options, token);

PIN_FIRST(sgp_creds_imds_options, size);
PIN_AFTER(sgp_creds_imds_options, size, endpoint);
PIN_AFTER(sgp_creds_imds_options, endpoint, attempts);
PIN_AFTER(sgp_creds_imds_options, attempts, is_v1_disabled);
PIN_AFTER(sgp_creds_imds_options, is_v1_disabled, timeout_ms);
PIN_LAST(sgp_creds_imds_options, timeout_ms);

PIN_FIRST(sgp_creds_assume_role_options, size);
PIN_AFTER(sgp_creds_assume_role_options, size, source);
PIN_AFTER(sgp_creds_assume_role_options, source, signer);
PIN_AFTER(sgp_creds_assume_role_options, signer, endpoint_url);
PIN_AFTER(sgp_creds_assume_role_options, endpoint_url, region);
PIN_AFTER(sgp_creds_assume_role_options, region, role_arn);
PIN_AFTER(sgp_creds_assume_role_options, role_arn, role_session_name);
PIN_AFTER(sgp_creds_assume_role_options, role_session_name, external_id);
PIN_AFTER(sgp_creds_assume_role_options, external_id, duration_seconds);
PIN_AFTER(sgp_creds_assume_role_options, duration_seconds, mfa_serial);
PIN_AFTER(sgp_creds_assume_role_options, mfa_serial, mfa_callback);
PIN_AFTER(sgp_creds_assume_role_options, mfa_callback, mfa_data);
PIN_AFTER(sgp_creds_assume_role_options, mfa_data, no_source_message);
PIN_LAST(sgp_creds_assume_role_options, no_source_message);

PIN_FIRST(sgp_creds_web_identity_options, size);
PIN_AFTER(sgp_creds_web_identity_options, size, endpoint_url);
PIN_AFTER(sgp_creds_web_identity_options, endpoint_url, role_arn);
PIN_AFTER(sgp_creds_web_identity_options, role_arn, role_session_name);
PIN_AFTER(sgp_creds_web_identity_options, role_session_name, token_file);
PIN_LAST(sgp_creds_web_identity_options, token_file);

PIN_FIRST(sgp_creds_sso_options, size);
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

PIN_FIRST(sgp_creds_login_options, size);
PIN_AFTER(sgp_creds_login_options, size, session_name);
PIN_AFTER(sgp_creds_login_options, session_name, signin_url);
PIN_AFTER(sgp_creds_login_options, signin_url, cache_folder);
PIN_AFTER(sgp_creds_login_options, cache_folder, crypto);
PIN_LAST(sgp_creds_login_options, crypto);

PIN_FIRST(sgp_creds_shared_options, size);
PIN_AFTER(sgp_creds_shared_options, size, provider);
PIN_AFTER(sgp_creds_shared_options, provider, cache);
PIN_AFTER(sgp_creds_shared_options, cache, key);
PIN_AFTER(sgp_creds_shared_options, key, account_id);
PIN_AFTER(sgp_creds_shared_options, account_id, trace);
PIN_AFTER(sgp_creds_shared_options, trace, allocator);
PIN_LAST(sgp_creds_shared_options, allocator);

PIN_FIRST(sgp_creds_iot_options, size);
PIN_AFTER(sgp_creds_iot_options, size, endpoint_url);
PIN_AFTER(sgp_creds_iot_options, endpoint_url, role_alias);
PIN_AFTER(sgp_creds_iot_options, role_alias, thing_name);
PIN_LAST(sgp_creds_iot_options, thing_name);

PIN_FIRST(sgp_position, size);
PIN_AFTER(sgp_position, size, has_next_token);
PIN_AFTER(sgp_position, has_next_token, next_token);
PIN_AFTER(sgp_position, next_token, truncate);
PIN_LAST(sgp_position, truncate);

PIN_FIRST(sgp_signing_scope, size);
PIN_AFTER(sgp_signing_scope, size, region);
PIN_AFTER(sgp_signing_scope, region, service);
PIN_LAST(sgp_signing_scope, service);

PIN_FIRST(sgp_proxy, size);
PIN_AFTER(sgp_proxy, size, host);
PIN_AFTER(sgp_proxy, host, port);
PIN_AFTER(sgp_proxy, port, is_tls);
PIN_AFTER(sgp_proxy, is_tls, authorization);
PIN_LAST(sgp_proxy, authorization);

PIN_FIRST(sgp_target, size);
PIN_AFTER(sgp_target, size, host);
PIN_AFTER(sgp_target, host, port);
PIN_AFTER(sgp_target, port, is_tls);
PIN_AFTER(sgp_target, is_tls, via);
PIN_LAST(sgp_target, via);

PIN_FIRST(sgp_tls_options, size);
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
PIN_AFTER(sgp_tls_options, client_key_pem_bytes, insecure_skip_verification);
PIN_AFTER(sgp_tls_options, insecure_skip_verification, trace);
PIN_LAST(sgp_tls_options, trace);

PIN_FIRST(sgp_proxy_options, size);
PIN_AFTER(sgp_proxy_options, size, https_proxy);
PIN_AFTER(sgp_proxy_options, https_proxy, http_proxy);
PIN_AFTER(sgp_proxy_options, http_proxy, no_proxy);
PIN_LAST(sgp_proxy_options, no_proxy);

PIN_FIRST(sgp_http1_options, size);
PIN_AFTER(sgp_http1_options, size, connect_timeout_ms);
PIN_AFTER(sgp_http1_options, connect_timeout_ms, read_timeout_ms);
PIN_AFTER(sgp_http1_options, read_timeout_ms, trace);
PIN_AFTER(sgp_http1_options, trace, proxy);
PIN_LAST(sgp_http1_options, proxy);

/* --- structs that the library makes: members are appended ----------------------------------- */

PIN_FIRST(sgp_http_request, method);
PIN_AFTER(sgp_http_request, method, host);
PIN_AFTER(sgp_http_request, host, port);
PIN_AFTER(sgp_http_request, port, is_tls);
PIN_AFTER(sgp_http_request, is_tls, is_direct);
PIN_AFTER(sgp_http_request, is_direct, path);
PIN_AFTER(sgp_http_request, path, headers);
PIN_AFTER(sgp_http_request, headers, header_count);
PIN_AFTER(sgp_http_request, header_count, body);

PIN_FIRST(sgp_http_response, status);
PIN_AFTER(sgp_http_response, status, reason);
PIN_AFTER(sgp_http_response, reason, headers);
PIN_AFTER(sgp_http_response, headers, header_count);
PIN_AFTER(sgp_http_response, header_count, body);
PIN_AFTER(sgp_http_response, body, max_body_bytes);

PIN_FIRST(sgp_page, count);
PIN_AFTER(sgp_page, count, has_items);
PIN_AFTER(sgp_page, has_items, next_token);
PIN_AFTER(sgp_page, next_token, request_id);

PIN_FIRST(sgp_image_version, present);
PIN_AFTER(sgp_image_version, present, status);
PIN_AFTER(sgp_image_version, status, creation_time_us);
PIN_AFTER(sgp_image_version, creation_time_us, last_modified_time_us);
PIN_AFTER(sgp_image_version, last_modified_time_us, version);
PIN_AFTER(sgp_image_version, version, failure_reason);
PIN_AFTER(sgp_image_version, failure_reason, image_arn);
PIN_AFTER(sgp_image_version, image_arn, image_version_arn);
PIN_AFTER(sgp_image_version, image_version_arn, status_text);
PIN_AFTER(sgp_image_version, status_text, raw_timestamps);

PIN_FIRST(sgp_credentials, access_key_id);
PIN_AFTER(sgp_credentials, access_key_id, secret_access_key);
PIN_AFTER(sgp_credentials, secret_access_key, session_token);
PIN_AFTER(sgp_credentials, session_token, expires_us);
PIN_AFTER(sgp_credentials, expires_us, source);

PIN_FIRST(sgp_process, argv);
PIN_AFTER(sgp_process, argv, max_bytes);
PIN_AFTER(sgp_process, max_bytes, arena);
PIN_AFTER(sgp_process, arena, output);
PIN_AFTER(sgp_process, output, errors);
PIN_AFTER(sgp_process, errors, exit_code);
PIN_AFTER(sgp_process, exit_code, wants);
PIN_AFTER(sgp_process, wants, state);
