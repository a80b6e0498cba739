/*
 * expected_positions.h - made by gen_expected.py with botocore 1.29.27; do not edit.
 */
/* clang-format off */
static const struct {
    sgp_position position;
    const char *token;
} positions[] = {
    { { .size = sizeof(sgp_position), .truncate = { 1, INT64_C(1) }, .has_next_token = 1 }, "eyJOZXh0VG9rZW4iOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAxfQ==" },
    { { .size = sizeof(sgp_position), .truncate = { 1, INT64_C(0) }, .has_next_token = 1 }, "eyJOZXh0VG9rZW4iOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAwfQ==" },
    { { .size = sizeof(sgp_position), .has_next_token = 1 }, "eyJOZXh0VG9rZW4iOiBudWxsfQ==" },
    { { .size = sizeof(sgp_position), .next_token = { "t1", 2 }, .has_next_token = 1 }, "eyJOZXh0VG9rZW4iOiAidDEifQ==" },
    { { .size = sizeof(sgp_position), .next_token = { "abc", 3 }, .truncate = { 1, INT64_C(1) }, .has_next_token = 1 }, "eyJOZXh0VG9rZW4iOiAiYWJjIiwgImJvdG9fdHJ1bmNhdGVfYW1vdW50IjogMX0=" },
    { { .size = sizeof(sgp_position), .next_token = { "", 0 }, .has_next_token = 1 }, "eyJOZXh0VG9rZW4iOiAiIn0=" },
    { { .size = sizeof(sgp_position), .next_token = { "", 0 }, .truncate = { 1, INT64_C(3) }, .has_next_token = 1 }, "eyJOZXh0VG9rZW4iOiAiIiwgImJvdG9fdHJ1bmNhdGVfYW1vdW50IjogM30=" },
    { { .size = sizeof(sgp_position), .next_token = { "x", 1 }, .truncate = { 1, INT64_C(-1) }, .has_next_token = 1 }, "eyJOZXh0VG9rZW4iOiAieCIsICJib3RvX3RydW5jYXRlX2Ftb3VudCI6IC0xfQ==" },
    { { .size = sizeof(sgp_position), .next_token = { "None", 4 }, .truncate = { 1, INT64_C(2) }, .has_next_token = 1 }, "eyJOZXh0VG9rZW4iOiAiTm9uZSIsICJib3RvX3RydW5jYXRlX2Ftb3VudCI6IDJ9" },
    { { .size = sizeof(sgp_position), .next_token = { "caf\303\251 \342\202\254 \360\237\230\200", 14 }, .truncate = { 1, INT64_C(12) }, .has_next_token = 1 }, "eyJOZXh0VG9rZW4iOiAiY2FmXHUwMGU5IFx1MjBhYyBcdWQ4M2RcdWRlMDAiLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAxMn0=" },
    { { .size = sizeof(sgp_position), .next_token = { "\"\\/\010\014\012\015\011", 8 }, .has_next_token = 1 }, "eyJOZXh0VG9rZW4iOiAiXCJcXC9cYlxmXG5cclx0In0=" },
    { { .size = sizeof(sgp_position), .next_token = { "\000\001\037\177", 4 }, .truncate = { 1, INT64_C(7) }, .has_next_token = 1 }, "eyJOZXh0VG9rZW4iOiAiXHUwMDAwXHUwMDAxXHUwMDFmXHUwMDdmIiwgImJvdG9fdHJ1bmNhdGVfYW1vdW50IjogN30=" },
    { { .size = sizeof(sgp_position), .next_token = { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 100 }, .truncate = { 1, INT64_C(9007199254740993) }, .has_next_token = 1 }, "eyJOZXh0VG9rZW4iOiAiYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYSIsICJib3RvX3RydW5jYXRlX2Ftb3VudCI6IDkwMDcxOTkyNTQ3NDA5OTN9" },
    { { .size = sizeof(sgp_position), .next_token = { "x", 1 }, .truncate = { 1, INT64_C(9223372036854775807) }, .has_next_token = 1 }, "eyJOZXh0VG9rZW4iOiAieCIsICJib3RvX3RydW5jYXRlX2Ftb3VudCI6IDkyMjMzNzIwMzY4NTQ3NzU4MDd9" },
    { { .size = sizeof(sgp_position), .next_token = { "e30=", 4 }, .truncate = { 1, INT64_C(5) }, .has_next_token = 1 }, "eyJOZXh0VG9rZW4iOiAiZTMwPSIsICJib3RvX3RydW5jYXRlX2Ftb3VudCI6IDV9" },
};
/* clang-format on */
