/*
 * test_backend_openssl.c - what only OpenSSL has: the thread's error queue, and
 * a context that a failed handshake may have damaged. tests/contract/tls_test.c
 * tests the rest.
 */
#include <unistd.h>

#include "tls_world.h"

static const sgp_backend openssl = { sizeof openssl, "openssl", sgp_openssl_tls_new,
                                     sgp_openssl_crypto };

static void errors_of_others_in_the_queue_change_nothing(void **state)
{
    char byte;
    size_t got;
    world w;

    (void)state;
    world_init(&w, &openssl);
    w.peer.again = 1;
    world_wrap(&w, "api.example.com");
    ERR_put_error(ERR_LIB_USER, 0, 1, __FILE__, __LINE__);
    assert_int_equal(handshake(&w), SGP_OK);
    ERR_put_error(ERR_LIB_USER, 0, 1, __FILE__, __LINE__);
    assert_int_equal(w.stream->type->read(w.stream, &byte, 1, &got, sgp_deadline_none(), &w.err),
                     SGP_AGAIN);
    expect_talk(&w);
    assert_int_equal(SSL_version(w.peer.ssl), TLS1_3_VERSION);
    world_end(&w);
}

/* A failed handshake may damage OpenSSL's context, so the next wrap replaces
 * it. */
static void after_a_failed_handshake_the_bundle_is_read_again(void **state)
{
    sgp_tls_options options = SGP_TLS_OPTIONS_INIT;
    char file[] = "/tmp/sgp-bundle-XXXXXX";
    int fd = mkstemp(file);
    tls_identity other;
    char *pem;
    world w;

    (void)state;
    world_init(&w, &openssl);
    other = tls_identity_make("another authority", NULL, NULL, -1, 1);
    pem = tls_identity_pem(&other);
    options.ca_file = file;
    assert_int_equal(pwrite(fd, pem, strlen(pem), 0), strlen(pem));
    assert_int_equal(sgp_openssl_tls_new(&w.tls, &options, &w.memory.api, &w.err), SGP_OK);
    assert_int_equal(world_try_wrap(&w, "api.example.com"), SGP_OK);
    assert_int_equal(handshake(&w), SGP_ERR_TLS);
    w.stream->type->close(w.stream);
    tls_peer_stop(&w.peer);

    assert_int_equal(pwrite(fd, w.ca_pem, strlen(w.ca_pem), 0), strlen(w.ca_pem));
    sgp_error_reset(&w.err);
    tls_peer_start(&w.peer, &w.server, 0);
    assert_int_equal(world_try_wrap(&w, "api.example.com"), SGP_OK);
    expect_talk(&w);
    world_end(&w);
    tls_identity_free(&other);
    free(pem);
    assert_int_equal(close(fd), 0);
    assert_int_equal(unlink(file), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_of_others_in_the_queue_change_nothing),
        cmocka_unit_test(after_a_failed_handshake_the_bundle_is_read_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
