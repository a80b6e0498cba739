/*
 * sagepager/limits.h - every bound of the library, by name, with its reason.
 *
 * A bound reached gives SGP_ERR_LIMIT unless its line says otherwise, with a message that names it.
 * Those that an option can change say so. docs/limits.md lists what they mean for memory.
 */
#ifndef SAGEPAGER_LIMITS_H
#define SAGEPAGER_LIMITS_H

/* --- errors ---------------------------------------------------------------------------------- */

/* Longest error code kept; AWS's longest are about 50 characters. Longer ones are cut. */
#define SGP_ERROR_CODE_MAX 127
/* Longest message kept: twice what the service model allows (ResourceNotFound.Message: 1024).
 * Cut. */
#define SGP_ERROR_MESSAGE_MAX 2047
/* Longest request id kept; AWS's are UUIDs of 36 characters. Cut. */
#define SGP_REQUEST_ID_MAX 63

/* --- the operation (service model sagemaker/2017-07-24, see model.h) -------------------------- */

/* Longest NextToken taken or sent; the model's maximum is 8192. */
#define SGP_NEXT_TOKEN_MAX 8192
/* Longest starting token taken: a resume token of the longest NextToken, every character escaped as
 * \uXXXX, in base64, and the few bytes around it. */
#define SGP_STARTING_TOKEN_MAX 65792
/* Items of a page for which memory is taken before they come, at most: the model's maximum of
 * MaxResults. More are no error. */
#define SGP_EXPECTED_ITEMS_MAX 100

/* --- JSON ------------------------------------------------------------------------------------- */

/* Deepest nesting accepted in a body; the operation's own is 3. */
#define SGP_JSON_DEPTH_MAX 32
/* Values in a body, lists and objects counted too. A full page has about 800; each costs cJSON some
 * 100 bytes, so a body of nothing but commas could otherwise take fifty times its size.
 * SGP_ERR_RESPONSE. */
#define SGP_JSON_VALUES_MAX 16384

/* --- HTTP ------------------------------------------------------------------------------------- */

/* Response body. A page of 100 items with every string at its maximum and every character escaped
 * as \uXXXX pairs is about 1.7 MB. Option: sgp_client_options.max_body_bytes. */
#define SGP_RESPONSE_BODY_MAX (2u * 1024u * 1024u)
/* Memory of one decoded page (strings and items). */
#define SGP_PAGE_MEMORY_MAX (4u * 1024u * 1024u)
/* Memory of a whole listing collected by sgp_pages_all. */
#define SGP_ALL_MEMORY_MAX (1024u * 1024u * 1024u)
/* Status line and headers together; AWS sends below 1 KB. Also the bound of a chunked body's
 * trailers. */
#define SGP_HTTP_HEAD_MAX 16384
/* Headers in one response. */
#define SGP_HTTP_RESPONSE_HEADERS_MAX 64
/* Headers in one request; the call sends at most 9. */
#define SGP_HTTP_REQUEST_HEADERS_MAX 16
/* Memory of one request: URL, headers (a session token of SGP_CREDENTIAL_MAX among them), body. */
#define SGP_HTTP_REQUEST_MEMORY_MAX 131072
/* Bytes of chunk-size line, extensions included. */
#define SGP_HTTP_CHUNK_LINE_MAX 256
/* Interim (1xx) responses before the final one. */
#define SGP_HTTP_INTERIM_MAX 8
/* Bytes read from the stream at once. */
#define SGP_HTTP_READ_BYTES 4096

/* --- TLS -------------------------------------------------------------------------------------- */

/* A bundle of trusted certificates, a client's certificate, its key, each; a system's bundle of 140
 * authorities is about 220 KB. */
#define SGP_CA_BYTES_MAX (4u * 1024u * 1024u)

/* --- names and URLs --------------------------------------------------------------------------- */

/* Host name (RFC 1035, botocore/utils.py is_valid_endpoint_url). SGP_ERR_CONFIG. */
#define SGP_HOST_MAX 255
/* Region name: one host label (botocore/utils.py validate_region_name). SGP_ERR_CONFIG. */
#define SGP_REGION_MAX 63
/* Endpoint URL, path included. SGP_ERR_CONFIG. */
#define SGP_URL_MAX 2048

/* The variables https_proxy, http_proxy and no_proxy together. */
#define SGP_PROXY_MEMORY_MAX 16384

/* --- config files ---------------------------------------------------------------------------- */

/* Bytes of the config file, and of the credentials file. */
#define SGP_CONFIG_BYTES_MAX (1024u * 1024u)
/* Sections and settings in one of them; they are searched one after the other. */
#define SGP_CONFIG_LINES_MAX 8192

/* --- credentials ------------------------------------------------------------------------------ */

/* Access key id, secret access key and session token, each. AWS gives no maximum for session
 * tokens; federated ones of 4 to 12 KB have been seen. */
#define SGP_CREDENTIAL_MAX 16384
/* A document with credentials, an SSO or web identity token file, what a credential_process
 * prints: botocore has no bound, aws-c-auth one of 10,000 to 65,535 bytes. */
#define SGP_DOCUMENT_BYTES_MAX 65535
/* Words of a credential_process. */
#define SGP_PROCESS_WORDS_MAX 128

/* --- time ------------------------------------------------------------------------------------- */

/* Milliseconds for a connection to be made, name look-up, all addresses and TLS included, and for
 * the peer to stay silent: botocore's 60 s (botocore/httpsession.py). Options. SGP_ERR_TIMEOUT. */
#define SGP_CONNECT_TIMEOUT_MS 60000
#define SGP_READ_TIMEOUT_MS 60000
/* Milliseconds for one whole call, every attempt and wait included. botocore has no such bound;
 * this one only cuts off a peer that drips for ever. Option: call_timeout_ms. SGP_ERR_TIMEOUT. */
#define SGP_CALL_TIMEOUT_MS 900000
/* Requests sent for one call at most, the first included: botocore's for its retry modes standard
 * and adaptive, and legacy. Option: max_attempts. */
#define SGP_MAX_ATTEMPTS 3
#define SGP_MAX_ATTEMPTS_LEGACY 5
/* Longest wait between two attempts (botocore/retries/standard.py). */
#define SGP_BACKOFF_MAX_MS 20000

#endif /* SAGEPAGER_LIMITS_H */
