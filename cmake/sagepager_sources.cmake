# The library's source files, layer by layer, relative to the project's top folder. Vendors who do
# not use our CMake build take this list. A layer includes include/, src/base and its own folder.

set(SGP_SOURCES_base
    src/base/arena.c
    src/base/ascii.c
    src/base/base64.c
    src/base/buf.c
    src/base/civil_time.c
    src/base/clock_skew.c
    src/base/credentials.c
    src/base/err.c
    src/base/format.c
    src/base/status_text.c
    src/base/http_message.c
    src/base/ini.c
    src/base/ip_address.c
    src/base/lend.c
    src/base/mem.c
    src/base/model.c
    src/base/page.c
    src/base/part.c
    src/base/path_expand.c
    src/base/pool.c
    src/base/profile.c
    src/base/retry.c
    src/base/retry_codes.c
    src/base/str.c
    src/base/strip.c
    src/base/time_text.c
    src/base/uri.c
    src/base/utf8.c
    src/base/shell_words.c)

set(SGP_SOURCES_core
    src/core/client.c
    src/core/client_body.c
    src/core/client_call.c
    src/core/client_page_source.c
    src/core/cycle.c
    src/core/drive.c
    src/core/endpoint.c
    src/core/paginator.c
    src/core/paginator_full_result.c
    src/core/paginator_resume.c
    src/core/region.c
    src/core/request_check.c
    src/core/retry_headers.c
    src/core/version.c)

set(SGP_SOURCES_codec
    src/codec/aws_json.c
    src/codec/aws_json_common.c
    src/codec/aws_json_error.c
    src/codec/aws_json_item.c
    src/codec/aws_json_page.c
    src/codec/aws_json_request.c
    src/codec/json_pull.c
    src/codec/json_value.c
    src/codec/json_write.c
    src/codec/plain_token.c
    src/codec/resume_token.c
    src/codec/resume_token_check.c)

set(SGP_SOURCES_auth
    src/auth/creds_assume_role.c
    src/auth/creds_cache.c
    src/auth/creds_cache_files.c
    src/auth/creds_cache_keys.c
    src/auth/creds_chain.c
    src/auth/creds_container.c
    src/auth/creds_document.c
    src/auth/creds_env.c
    src/auth/creds_imds.c
    src/auth/creds_iot.c
    src/auth/creds_login.c
    src/auth/creds_process.c
    src/auth/creds_profile.c
    src/auth/creds_shared.c
    src/auth/creds_sso.c
    src/auth/creds_static.c
    src/auth/creds_web_identity.c
    src/auth/hmac_sha256.c
    src/auth/http_provider.c
    src/auth/http_refusal.c
    src/auth/login_proof.c
    src/auth/login_session.c
    src/auth/service_call.c
    src/auth/sign_none.c
    src/auth/sigv4.c
    src/auth/sigv4_canonical.c
    src/auth/sigv4_signer.c
    src/auth/sigv4_uri.c
    src/auth/sso_token.c
    src/auth/sts.c
    src/auth/this_host.c)

# What a build can leave out. SGP_<SWITCH>=OFF takes the second list instead of the first one and
# defines SGP_NO_<SWITCH>. cmake/sagepager_switches.cmake describes them.
set(SGP_SWITCHES TEXTS TRACE PROXIES STABLE_TOKENS PARTITIONS RETRY_MODES)

set(SGP_SWITCH_SOURCES_TEXTS_ON src/base/err_texts.c src/codec/aws_json_texts.c)
set(SGP_SWITCH_SOURCES_TEXTS_OFF src/base/err_numbers.c src/codec/aws_json_numbers.c)

set(SGP_SWITCH_SOURCES_TRACE_ON src/base/trace.c src/transport/http1_trace.c)
set(SGP_SWITCH_SOURCES_TRACE_OFF src/base/trace_none.c src/transport/http1_trace_none.c)

set(SGP_SWITCH_SOURCES_PROXIES_ON src/transport/proxy.c src/transport/proxy_route.c)
set(SGP_SWITCH_SOURCES_PROXIES_OFF src/transport/proxy_none.c)

set(SGP_SWITCH_SOURCES_STABLE_TOKENS_ON src/core/stable_token.c)
set(SGP_SWITCH_SOURCES_STABLE_TOKENS_OFF src/core/stable_token_none.c)

set(SGP_SWITCH_SOURCES_PARTITIONS_ON src/core/partitions.c)
set(SGP_SWITCH_SOURCES_PARTITIONS_OFF src/core/partitions_none.c)

set(SGP_SWITCH_SOURCES_RETRY_MODES_ON src/base/retry_modes.c src/core/rate_limit.c)
set(SGP_SWITCH_SOURCES_RETRY_MODES_OFF src/base/retry_modes_none.c src/core/rate_limit_none.c)

# One list a TLS backend; the build takes those of SGP_BACKENDS into the transport.
set(SGP_BACKEND_SOURCES_openssl
    src/transport/backend_openssl.c
    src/transport/backend_openssl_bundle.c
    src/transport/backend_openssl_client.c
    src/transport/backend_openssl_crypto.c
    src/transport/backend_openssl_es256.c
    src/transport/backend_openssl_stream.c
    src/transport/backend_openssl_trust.c)

set(SGP_BACKEND_SOURCES_mbedtls
    src/transport/backend_mbedtls.c
    src/transport/backend_mbedtls_crypto.c
    src/transport/backend_mbedtls_es256.c
    src/transport/backend_mbedtls_stream.c
    src/transport/backend_mbedtls_verify.c)

set(SGP_SOURCES_transport
    src/transport/es256.c
    src/transport/http1.c
    src/transport/http1_chunked.c
    src/transport/http1_connection.c
    src/transport/http1_error.c
    src/transport/http1_wire.c
    src/transport/net_dialer.c
    src/transport/stream_call.c
    src/transport/tls_settings.c)

set(SGP_SOURCES_wiring
    src/backends.c)

# What stands on an operating system, or on libraries that do; the build takes the lists of
# SGP_PLATFORM's value.
set(SGP_PLATFORM_SOURCES_posix_base
    src/base/memory_malloc.c)

set(SGP_PLATFORM_SOURCES_posix_codec
    src/codec/json_documents.c
    src/codec/xml_documents.c)

set(SGP_PLATFORM_SOURCES_posix_transport
    src/transport/tcp_dialer_posix.c
    src/transport/trust_files_posix.c)

set(SGP_PLATFORM_SOURCES_posix_platform
    src/platform/posix.c
    src/platform/posix_folder.c
    src/platform/posix_home.c
    src/platform/posix_lock.c
    src/platform/posix_process.c)

set(SGP_PLATFORM_SOURCES_posix_wiring
    src/wiring/client.c
    src/wiring/imds_options.c
    src/wiring/instance_region.c
    src/wiring/profile_provider.c
    src/wiring/profile_role.c
    src/wiring/profile_shared.c
    src/wiring/profile_sources.c
    src/wiring/settings.c
    src/wiring/transport.c)

set(SGP_PLATFORM_SOURCES_none_base
    src/base/memory_none.c)

set(SGP_PLATFORM_SOURCES_none_transport
    src/transport/trust_files_none.c)
