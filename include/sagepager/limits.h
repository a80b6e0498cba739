/*
 * sagepager/limits.h - every limit of the library, by name, with its reason.
 *
 * Exceeding a limit fails with SGP_ERR_LIMIT and a message that states the limit,
 * unless the comment says something else. If an option changes a limit, the
 * comment names the option. docs/limits.md describes the resulting memory use.
 */
#ifndef SAGEPAGER_LIMITS_H
#define SAGEPAGER_LIMITS_H

/* --- errors ----------------------------------------------------------------------------------- */

/* Bytes of an error code. AWS's longest have about 50 characters. Longer codes
 * are truncated. */
#define SGP_ERROR_CODE_MAX 55
/* Bytes of a request ID. AWS's are UUIDs of 36 characters. Longer IDs are
 * truncated. */
#define SGP_REQUEST_ID_MAX 39
/* Bytes of a message in an sgp_error without a buffer. Longer messages are
 * truncated. */
#define SGP_ERROR_SHORT_MESSAGE_MAX 111
/* Bytes of the longest message that the library writes: twice what the service
 * model allows (ResourceNotFound.Message: 1024). Longer messages are
 * truncated. */
#define SGP_ERROR_MESSAGE_MAX 2047

/* --- the operation (service model sagemaker/2017-07-24, see model.h) -------------------------- */

/* Bytes of a NextToken that is received or sent. The model's maximum is
 * 8192. */
#define SGP_NEXT_TOKEN_MAX 8192
/* Bytes of a starting token: a resume token with the longest NextToken, every
 * character escaped as \uXXXX, in base64. */
#define SGP_STARTING_TOKEN_MAX 65792
/* Items for which a page at most reserves memory before they arrive: the
 * model's maximum of MaxResults. Not a limit: a page may have more items. */
#define SGP_EXPECTED_ITEMS_MAX 100

/* --- JSON ------------------------------------------------------------------------------------- */

/* Nesting depth of a JSON or XML document. The operation's own depth is 3.
 * SGP_ERR_RESPONSE. */
#define SGP_JSON_DEPTH_MAX 32
/* Values in a JSON document, lists and objects included. A full page has about
 * 800. The limit bounds cJSON's memory, about 100 bytes a value.
 * SGP_ERR_RESPONSE. */
#define SGP_JSON_VALUES_MAX 16384

/* --- HTTP ------------------------------------------------------------------------------------- */

/* Bytes of a response body. A page of 100 items with every text at its maximum
 * and every character escaped as \uXXXX pairs has about 1.7 MB. Option:
 * sgp_client_options.max_body_bytes. */
#define SGP_RESPONSE_BODY_MAX (2u * 1024u * 1024u)
/* Bytes of memory of one page: items and texts. */
#define SGP_PAGE_MEMORY_MAX (4u * 1024u * 1024u)
/* Bytes of memory of a listing that sgp_paginator_full_result collects. */
#define SGP_FULL_RESULT_MEMORY_MAX (1024u * 1024u * 1024u)
/* Bytes of the status line and the headers of a response together; AWS sends
 * less than 1 KB. Also the limit of a chunked body's trailers. */
#define SGP_HTTP_HEAD_MAX 16384
/* Headers of a response. */
#define SGP_HTTP_RESPONSE_HEADERS_MAX 64
/* Headers of a request. The operation sends at most 9. */
#define SGP_HTTP_REQUEST_HEADERS_MAX 16
/* Bytes of memory of a request: URL, headers (with a session token of
 * SGP_CREDENTIAL_MAX bytes) and body. */
#define SGP_HTTP_REQUEST_MEMORY_MAX 131072
/* Bytes of a chunk-size line, extensions included. */
#define SGP_HTTP_CHUNK_LINE_MAX 256
/* Interim (1xx) responses before the final one. */
#define SGP_HTTP_INTERIM_MAX 8
/* Bytes that one read requests from a stream. Not a limit: reading goes on. */
#define SGP_HTTP_READ_BYTES 4096

/* Milliseconds for which one call of an exchange goes on while the peer always
 * has bytes. Not a limit: the call then returns SGP_AGAIN, to be called again at
 * once. See `nonblocking` in client.h. */
#define SGP_HTTP_SLICE_MS 10

/* --- TLS -------------------------------------------------------------------------------------- */

/* Bytes of a bundle of trusted certificates, of a client certificate and of its
 * key, each. A system's bundle of 140 authorities has about 220 KB.
 * SGP_ERR_CONFIG for one in memory. */
#define SGP_CA_BYTES_MAX (4u * 1024u * 1024u)

/* --- names and URLs --------------------------------------------------------------------------- */

/* Bytes of a host name (RFC 1035; botocore/utils.py, is_valid_endpoint_url).
 * SGP_ERR_CONFIG in a URL, SGP_ERR_USAGE in an sgp_target. */
#define SGP_HOST_MAX 255
/* Bytes of a region: one host label (botocore/utils.py, validate_region_name).
 * SGP_ERR_CONFIG. */
#define SGP_REGION_MAX 63
/* Bytes of an endpoint URL, path included, and of a proxy URL. SGP_ERR_CONFIG. */
#define SGP_URL_MAX 2048
/* Bytes of the variables https_proxy, http_proxy and no_proxy together. */
#define SGP_PROXY_MEMORY_MAX 16384

/* --- config files ----------------------------------------------------------------------------- */

/* Bytes of the config file and of the credentials file, each. */
#define SGP_CONFIG_BYTES_MAX (1024u * 1024u)
/* Sections and settings of one file. Duplicates are found by linear search. */
#define SGP_CONFIG_LINES_MAX 8192

/* --- credentials ------------------------------------------------------------------------------ */

/* Bytes of an access key ID, a secret access key and a session token, each. AWS
 * documents no maximum for session tokens; federated ones have up to 12 KB. */
#define SGP_CREDENTIAL_MAX 16384
/* Bytes of a document with credentials, of an SSO or web identity token file,
 * and of the output of a credential_process. botocore has no limit; aws-c-auth
 * has limits of 10,000 to 65,535 bytes. */
#define SGP_DOCUMENT_BYTES_MAX 65535
/* Words of a credential_process command. */
#define SGP_PROCESS_WORDS_MAX 128

/* --- time ------------------------------------------------------------------------------------- */

/* Milliseconds to make a connection: name lookup, all addresses and TLS
 * together. botocore's default (botocore/httpsession.py). Option:
 * sgp_http1_options.connect_timeout_ms. SGP_ERR_TIMEOUT. */
#define SGP_CONNECT_TIMEOUT_MS 60000
/* Milliseconds that the peer may stay silent. botocore's default. Option:
 * sgp_http1_options.read_timeout_ms. SGP_ERR_TIMEOUT. */
#define SGP_READ_TIMEOUT_MS 60000
/* Milliseconds of a whole call, all attempts and waits included. This limit also
 * ends a call whose peer sends one byte at a time for ever; botocore has no such
 * limit. Option: sgp_client_options.call_timeout_ms. SGP_ERR_TIMEOUT. */
#define SGP_CALL_TIMEOUT_MS 900000
/* Requests sent for one call, the first included, in the retry modes standard
 * and adaptive: botocore's default. Option: sgp_client_options.max_attempts. The
 * call ends with the error of the last attempt. */
#define SGP_MAX_ATTEMPTS 3
/* The same in the retry mode legacy. */
#define SGP_MAX_ATTEMPTS_LEGACY 5
/* Milliseconds of the longest wait between two attempts
 * (botocore/retries/standard.py). */
#define SGP_BACKOFF_MAX_MS 20000

#endif /* SAGEPAGER_LIMITS_H */
