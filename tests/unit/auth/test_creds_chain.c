/*
 * Tests of src/auth/creds_chain.c with providers that answer from a list.
 */
#include "test.h"

#include "sagepager/providers.h"

#include "sgp_credentials.h"
#include "fail_alloc.h"

typedef struct scripted {
    sgp_credentials_provider base;
    sgp_status answers[4]; /* one per call; then the last one */
    int calls;
    int destroyed;
    int invalidated;
    int resets;
    int64_t now_us;
    int64_t deadline_us;
} scripted;

static sgp_status scripted_get(sgp_credentials_provider *self, int64_t now_us, sgp_credentials *out,
                               sgp_deadline deadline, sgp_error *err)
{
    scripted *s = (scripted *)self;
    int call = s->calls < 3 ? s->calls : 3;
    sgp_status answer = s->answers[call];

    s->calls++;
    s->now_us = now_us;
    s->deadline_us = deadline.at_us;
    if (answer == SGP_OK) {
        return sgp_credentials_set(out, sgp_str_from("AKID"), sgp_str_from("secret"),
                                   sgp_str_from(NULL), "scripted", err);
    }
    return answer < 0 ? sgp_error_set(err, answer, "scripted failure") : answer;
}

static void scripted_wants(sgp_credentials_provider *self, sgp_poll_interest *out)
{
    const scripted *s = (scripted *)self;

    out->fd = s->calls;
    out->events = SGP_POLL_READ;
    out->at_us = 1234;
}

static void scripted_reset(sgp_credentials_provider *self)
{
    ((scripted *)self)->resets++;
}

static void scripted_destroy(sgp_credentials_provider *self)
{
    ((scripted *)self)->destroyed++;
}

static void scripted_invalidate(sgp_credentials_provider *self)
{
    ((scripted *)self)->invalidated++;
}

static const sgp_credentials_provider_type scripted_type = { sizeof scripted_type, "scripted",
                                                             scripted_get,         scripted_wants,
                                                             scripted_reset,       scripted_destroy,
                                                             scripted_invalidate };
static const sgp_credentials_provider_type bare_type = {
    sizeof bare_type, "bare", scripted_get, NULL, NULL, NULL, NULL
};

typedef struct fixture {
    scripted scripts[3];
    sgp_credentials_provider *providers[3];
    fail_alloc memory;
    sgp_credentials_provider *chain;
    sgp__credentials out;
    sgp_error err;
    char err_text[SGP_ERROR_MESSAGE_MAX + 1];
} fixture;

static void script(fixture *f, size_t index, sgp_status first, sgp_status rest)
{
    scripted *s = &f->scripts[index];

    memset(s, 0, sizeof *s);
    s->base.type = &scripted_type;
    s->answers[0] = first;
    s->answers[1] = s->answers[2] = s->answers[3] = rest;
}

static void fixture_init(fixture *f, sgp_status a, sgp_status b, sgp_status c)
{
    memset(f, 0, sizeof *f);
    f->err.buffer = f->err_text;
    f->err.buffer_bytes = sizeof f->err_text;
    script(f, 0, a, a);
    script(f, 1, b, b);
    script(f, 2, c, c);
    for (size_t i = 0; i < 3; i++)
        f->providers[i] = &f->scripts[i].base;
    fail_alloc_init(&f->memory, -1);
    sgp__credentials_init(&f->out, NULL);
    assert_int_equal(sgp_creds_chain_new(&f->chain, f->providers, 3, &f->memory.api, &f->err),
                     SGP_OK);
}

static void fixture_deinit(fixture *f)
{
    f->chain->type->destroy(f->chain);
    sgp__credentials_deinit(&f->out);
    assert_int_equal(f->memory.live_blocks, 0);
    assert_int_equal(f->memory.unwiped, 0);
}

static sgp_status get(fixture *f)
{
    const sgp_deadline deadline = { 77 };

    sgp_error_reset(&f->err);
    return f->chain->type->get(f->chain, 55, &f->out.api, deadline, &f->err);
}

static void the_first_that_has_credentials_wins(void **state)
{
    fixture f;

    (void)state;
    fixture_init(&f, SGP_NOT_CONFIGURED, SGP_OK, SGP_OK);
    assert_int_equal(get(&f), SGP_OK);
    assert_string_equal(f.out.api.source, "scripted");
    assert_int_equal(f.scripts[0].calls, 1);
    assert_int_equal(f.scripts[1].calls, 1);
    assert_int_equal(f.scripts[2].calls, 0);
    assert_int_equal(f.scripts[1].now_us, 55);
    assert_int_equal(f.scripts[1].deadline_us, 77);
    assert_int_equal(get(&f), SGP_OK);
    assert_int_equal(f.scripts[0].calls, 2);
    fixture_deinit(&f);
}

static void a_failing_one_stops_the_chain(void **state)
{
    fixture f;

    (void)state;
    fixture_init(&f, SGP_NOT_CONFIGURED, SGP_ERR_CREDENTIALS, SGP_OK);
    assert_int_equal(get(&f), SGP_ERR_CREDENTIALS);
    assert_string_equal(sgp_error_message(&f.err), "scripted failure");
    assert_int_equal(f.scripts[2].calls, 0);
    assert_int_equal(get(&f), SGP_ERR_CREDENTIALS);
    assert_int_equal(f.scripts[0].calls, 2);
    fixture_deinit(&f);
}

static void an_exhausted_chain_has_nothing_to_offer(void **state)
{
    fixture f;

    (void)state;
    fixture_init(&f, SGP_NOT_CONFIGURED, SGP_NOT_CONFIGURED, SGP_NOT_CONFIGURED);
    assert_int_equal(get(&f), SGP_NOT_CONFIGURED);
    assert_int_equal(f.err.status, SGP_OK);
    assert_int_equal(f.scripts[2].calls, 1);
    fixture_deinit(&f);
}

static void one_that_is_not_finished_is_asked_again_and_no_other(void **state)
{
    fixture f;
    sgp_poll_interest wants = SGP_POLL_INTEREST_INIT;

    (void)state;
    fixture_init(&f, SGP_NOT_CONFIGURED, SGP_AGAIN, SGP_OK);
    assert_int_equal(get(&f), SGP_AGAIN);
    f.chain->type->wants(f.chain, &wants);
    assert_int_equal(wants.fd, 1);
    assert_int_equal(wants.events, SGP_POLL_READ);
    assert_int_equal(wants.at_us, 1234);
    assert_int_equal(get(&f), SGP_AGAIN);
    assert_int_equal(f.scripts[0].calls, 1);
    assert_int_equal(f.scripts[1].calls, 2);
    assert_int_equal(f.scripts[2].calls, 0);
    script(&f, 1, SGP_NOT_CONFIGURED, SGP_NOT_CONFIGURED);
    assert_int_equal(get(&f), SGP_OK);
    assert_int_equal(f.scripts[0].calls, 1);
    assert_int_equal(f.scripts[2].calls, 1);
    assert_int_equal(get(&f), SGP_OK);
    assert_int_equal(f.scripts[0].calls, 2);
    fixture_deinit(&f);
}

static void a_reset_begins_with_the_first_again(void **state)
{
    fixture f;

    (void)state;
    fixture_init(&f, SGP_NOT_CONFIGURED, SGP_AGAIN, SGP_OK);
    assert_int_equal(get(&f), SGP_AGAIN);
    f.chain->type->reset(f.chain);
    assert_int_equal(f.scripts[1].resets, 1);
    script(&f, 0, SGP_OK, SGP_OK);
    assert_int_equal(get(&f), SGP_OK);
    assert_int_equal(f.scripts[0].calls, 1);
    assert_int_equal(f.scripts[1].calls, 1);
    fixture_deinit(&f);
}

/* What the caller preset stays, and the caller polls. */
static void one_without_wants_sets_nothing(void **state)
{
    fixture f;
    sgp_poll_interest wants = SGP_POLL_INTEREST_INIT;
    sgp_credentials_provider *chain, *lone;

    (void)state;
    fixture_init(&f, SGP_AGAIN, SGP_OK, SGP_OK);
    f.scripts[0].base.type = &bare_type;
    lone = f.providers[0];
    assert_int_equal(sgp_creds_chain_new(&chain, &lone, 1, NULL, NULL), SGP_OK);
    assert_int_equal(chain->type->get(chain, 0, &f.out.api, sgp_deadline_none(), NULL), SGP_AGAIN);
    chain->type->wants(chain, &wants);
    assert_int_equal(wants.fd, -1);
    assert_int_equal(wants.events, 0);
    assert_true(wants.at_us == INT64_MAX);
    chain->type->reset(chain);
    chain->type->invalidate(chain);
    chain->type->destroy(chain);
    assert_int_equal(f.scripts[0].destroyed, 0);
    fixture_deinit(&f);
}

static void its_providers_are_destroyed_once_with_it(void **state)
{
    fixture f;

    (void)state;
    fixture_init(&f, SGP_OK, SGP_OK, SGP_OK);
    fixture_deinit(&f);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(f.scripts[i].destroyed, 1);
    }
}

static void all_providers_are_invalidated(void **state)
{
    fixture f;

    (void)state;
    fixture_init(&f, SGP_NOT_CONFIGURED, SGP_OK, SGP_OK);
    f.chain->type->invalidate(f.chain);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(f.scripts[i].invalidated, 1);
    fixture_deinit(&f);
}

static void a_chain_that_cannot_be_made_owns_nothing(void **state)
{
    static const sgp_credentials_provider_type no_get = { sizeof no_get, "no get", NULL, NULL,
                                                          NULL,          NULL,     NULL };
    static const sgp_credentials_provider_type no_size = { 0,    "no size", scripted_get, NULL,
                                                           NULL, NULL,      NULL };
    fixture f;
    sgp_credentials_provider *chain = NULL;

    (void)state;
    fixture_init(&f, SGP_OK, SGP_OK, SGP_OK);
    f.memory.fail_at = 0;
    assert_int_equal(sgp_creds_chain_new(&chain, f.providers, 3, &f.memory.api, NULL),
                     SGP_ERR_MEMORY);
    f.memory.fail_at = -1;
    f.scripts[2].base.type = &no_get;
    assert_int_equal(sgp_creds_chain_new(&chain, f.providers, 3, &f.memory.api, &f.err),
                     SGP_ERR_USAGE);
    assert_non_null(
        strstr(sgp_error_message(&f.err),
               "sgp_creds_chain_new: providers[2] (no get) lacks the mandatory slot get"));
    f.scripts[2].base.type = &no_size;
    assert_int_equal(sgp_creds_chain_new(&chain, f.providers, 3, &f.memory.api, NULL),
                     SGP_ERR_USAGE);
    f.providers[2] = NULL;
    assert_int_equal(sgp_creds_chain_new(&chain, f.providers, 3, &f.memory.api, NULL),
                     SGP_ERR_USAGE);
    assert_null(chain);
    f.scripts[2].base.type = &scripted_type; /* the chain of the fixture owns it */
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(f.scripts[i].destroyed, 0);
    }
    fixture_deinit(&f);
}

static void a_chain_takes_from_none_to_sixteen(void **state)
{
    sgp_credentials_provider *many[17];
    sgp_credentials_provider *chain;
    sgp__credentials out;
    sgp_poll_interest wants = SGP_POLL_INTEREST_INIT;
    scripted s;

    (void)state;
    memset(&s, 0, sizeof s);
    s.answers[0] = s.answers[1] = s.answers[2] = s.answers[3] = SGP_NOT_CONFIGURED;
    s.base.type = &bare_type;
    for (size_t i = 0; i < 17; i++)
        many[i] = &s.base;
    sgp__credentials_init(&out, NULL);
    assert_int_equal(sgp_creds_chain_new(&chain, many, 17, NULL, NULL), SGP_ERR_USAGE);
    assert_int_equal(sgp_creds_chain_new(&chain, NULL, 1, NULL, NULL), SGP_ERR_USAGE);
    assert_int_equal(sgp_creds_chain_new(NULL, many, 1, NULL, NULL), SGP_ERR_USAGE);
    assert_int_equal(sgp_creds_chain_new(&chain, many, 16, NULL, NULL), SGP_OK);
    assert_int_equal(chain->type->get(chain, 0, &out.api, sgp_deadline_none(), NULL),
                     SGP_NOT_CONFIGURED);
    assert_int_equal(s.calls, 16);
    chain->type->destroy(chain);
    assert_int_equal(sgp_creds_chain_new(&chain, NULL, 0, NULL, NULL), SGP_OK);
    assert_int_equal(chain->type->get(chain, 0, &out.api, sgp_deadline_none(), NULL),
                     SGP_NOT_CONFIGURED);
    chain->type->wants(chain, &wants);
    chain->type->reset(chain);
    chain->type->destroy(chain);
}

/* sagepager/base.h: each call resets the error it gets. */
static void an_error_of_an_earlier_call_is_forgotten(void **state)
{
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    (void)sgp_error_set(&err, SGP_ERR_TLS, "of an earlier call");
    assert_int_equal(sgp_creds_chain_new(NULL, NULL, 0, NULL, &err), SGP_ERR_USAGE);
    assert_int_equal(err.status, SGP_ERR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_that_has_credentials_wins),
        cmocka_unit_test(a_failing_one_stops_the_chain),
        cmocka_unit_test(an_exhausted_chain_has_nothing_to_offer),
        cmocka_unit_test(one_that_is_not_finished_is_asked_again_and_no_other),
        cmocka_unit_test(a_reset_begins_with_the_first_again),
        cmocka_unit_test(one_without_wants_sets_nothing),
        cmocka_unit_test(its_providers_are_destroyed_once_with_it),
        cmocka_unit_test(all_providers_are_invalidated),
        cmocka_unit_test(a_chain_that_cannot_be_made_owns_nothing),
        cmocka_unit_test(a_chain_takes_from_none_to_sixteen),
        cmocka_unit_test(an_error_of_an_earlier_call_is_forgotten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
