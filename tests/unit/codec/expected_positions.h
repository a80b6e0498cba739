/*
 * expected_positions.h - made by gen_expected.py with botocore 1.29.27; do not edit.
 */
/* clang-format off */
static const struct {
    sgp_position position;
    const char *token;
} positions[] = {
    { { { NULL, 0 }, 1, { 1, INT64_C(1) } }, "eyJOZXh0VG9rZW4iOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAxfQ==" },
    { { { NULL, 0 }, 1, { 1, INT64_C(0) } }, "eyJOZXh0VG9rZW4iOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAwfQ==" },
    { { { NULL, 0 }, 1, { 0, INT64_C(0) } }, "eyJOZXh0VG9rZW4iOiBudWxsfQ==" },
    { { { "t1", 2 }, 1, { 0, INT64_C(0) } }, "eyJOZXh0VG9rZW4iOiAidDEifQ==" },
    { { { "abc", 3 }, 1, { 1, INT64_C(1) } }, "eyJOZXh0VG9rZW4iOiAiYWJjIiwgImJvdG9fdHJ1bmNhdGVfYW1vdW50IjogMX0=" },
    { { { "", 0 }, 1, { 0, INT64_C(0) } }, "eyJOZXh0VG9rZW4iOiAiIn0=" },
    { { { "", 0 }, 1, { 1, INT64_C(3) } }, "eyJOZXh0VG9rZW4iOiAiIiwgImJvdG9fdHJ1bmNhdGVfYW1vdW50IjogM30=" },
    { { { "x", 1 }, 1, { 1, INT64_C(-1) } }, "eyJOZXh0VG9rZW4iOiAieCIsICJib3RvX3RydW5jYXRlX2Ftb3VudCI6IC0xfQ==" },
    { { { "None", 4 }, 1, { 1, INT64_C(2) } }, "eyJOZXh0VG9rZW4iOiAiTm9uZSIsICJib3RvX3RydW5jYXRlX2Ftb3VudCI6IDJ9" },
    { { { "caf\303\251 \342\202\254 \360\237\230\200", 14 }, 1, { 1, INT64_C(12) } }, "eyJOZXh0VG9rZW4iOiAiY2FmXHUwMGU5IFx1MjBhYyBcdWQ4M2RcdWRlMDAiLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAxMn0=" },
    { { { "\"\\/\010\014\012\015\011", 8 }, 1, { 0, INT64_C(0) } }, "eyJOZXh0VG9rZW4iOiAiXCJcXC9cYlxmXG5cclx0In0=" },
    { { { "\000\001\037\177", 4 }, 1, { 1, INT64_C(7) } }, "eyJOZXh0VG9rZW4iOiAiXHUwMDAwXHUwMDAxXHUwMDFmXHUwMDdmIiwgImJvdG9fdHJ1bmNhdGVfYW1vdW50IjogN30=" },
    { { { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 100 }, 1, { 1, INT64_C(9007199254740993) } }, "eyJOZXh0VG9rZW4iOiAiYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYSIsICJib3RvX3RydW5jYXRlX2Ftb3VudCI6IDkwMDcxOTkyNTQ3NDA5OTN9" },
    { { { "x", 1 }, 1, { 1, INT64_C(9223372036854775807) } }, "eyJOZXh0VG9rZW4iOiAieCIsICJib3RvX3RydW5jYXRlX2Ftb3VudCI6IDkyMjMzNzIwMzY4NTQ3NzU4MDd9" },
    { { { "e30=", 4 }, 1, { 1, INT64_C(5) } }, "eyJOZXh0VG9rZW4iOiAiZTMwPSIsICJib3RvX3RydW5jYXRlX2Ftb3VudCI6IDV9" },
};
/* clang-format on */
