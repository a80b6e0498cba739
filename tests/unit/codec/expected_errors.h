/*
 * expected_errors.h - made by gen_expected.py with botocore 1.29.27; do not edit.
 */
/* clang-format off */
static const struct {
    int status;
    const char *header, *value;
    sgp_str body;
    const char *code, *message;
} error_answers[] = {
    { 400, NULL, NULL, { "{\"__type\":\"ResourceNotFound\",\"message\":\"no image\"}", 50 }, "ResourceNotFound", "no image" },
    { 400, NULL, NULL, { "{\"__type\":\"ResourceNotFound\",\"Message\":\"No Image\"}", 50 }, "ResourceNotFound", "No Image" },
    { 400, NULL, NULL, { "{\"__type\":\"ValidationException\",\"message\":\"lower\",\"Message\":\"upper\"}", 68 }, "ValidationException", "lower" },
    { 400, NULL, NULL, { "{\"__type\":\"com.amazonaws.x#ThrottlingException\",\"message\":\"slow\"}", 65 }, "ThrottlingException", "slow" },
    { 400, NULL, NULL, { "{\"__type\":\"a#b#c\",\"message\":\"\"}", 31 }, "c", "" },
    { 400, NULL, NULL, { "{\"__type\":\"a#\",\"message\":\"m\"}", 29 }, "", "m" },
    { 400, NULL, NULL, { "{\"__type\":\"\",\"message\":\"m\"}", 27 }, "", "m" },
    { 400, NULL, NULL, { "{\"__type\":null,\"message\":\"m\"}", 29 }, "", "m" },
    { 400, NULL, NULL, { "{\"message\":null,\"Message\":\"x\",\"__type\":\"E\"}", 43 }, "E", "None" },
    { 400, NULL, NULL, { "{\"Message\":null,\"__type\":\"E\"}", 29 }, "E", "None" },
    { 403, NULL, NULL, { "{\"message\":\"no type\"}", 21 }, "403", "no type" },
    { 404, NULL, NULL, { "", 0 }, "404", "" },
    { 404, NULL, NULL, { "{}", 2 }, "404", "" },
    { 499, NULL, NULL, { " ", 1 }, "499", " " },
    { 400, NULL, NULL, { "not json", 8 }, "400", "not json" },
    { 400, NULL, NULL, { "<html>x</html>", 14 }, "400", "<html>x</html>" },
    { 413, NULL, NULL, { "{\"a\"", 4 }, "413", "{\"a\"" },
    { 400, NULL, NULL, { "\357\273\277{}", 5 }, "400", "\357\273\277{}" },
    { 500, NULL, NULL, { "", 0 }, "500", "Internal Server Error" },
    { 503, NULL, NULL, { "  \015\012\011", 5 }, "503", "Service Unavailable" },
    { 502, NULL, NULL, { "<html><body>Bad</body></html>", 29 }, "502", "Bad Gateway" },
    { 503, NULL, NULL, { "\012 <html>", 8 }, "503", "Service Unavailable" },
    { 500, NULL, NULL, { "<HTML>", 6 }, "500", "<HTML>" },
    { 504, NULL, NULL, { "<!DOCTYPE html>", 15 }, "504", "<!DOCTYPE html>" },
    { 509, NULL, NULL, { "", 0 }, "509", "" },
    { 599, NULL, NULL, { "", 0 }, "599", "" },
    { 500, NULL, NULL, { "{\"__type\":\"InternalFailure\",\"message\":\"oops\"}", 45 }, "InternalFailure", "oops" },
    { 511, NULL, NULL, { "", 0 }, "511", "Network Authentication Required" },
    { 505, NULL, NULL, { "\013\014", 2 }, "505", "HTTP Version Not Supported" },
    { 400, "x-amzn-query-error", "Code;Sender", { "{\"__type\":\"E\",\"message\":\"m\"}", 28 }, "Code", "m" },
    { 400, "x-amzn-query-error", "Code", { "{\"__type\":\"E\",\"message\":\"m\"}", 28 }, "E", "m" },
    { 400, "x-amzn-query-error", ";Sender", { "{\"__type\":\"E\",\"message\":\"m\"}", 28 }, "E", "m" },
    { 400, "x-amzn-query-error", "Code;", { "{\"message\":\"m\"}", 15 }, "Code", "m" },
    { 400, "x-amzn-query-error", "A;B;C", { "{\"__type\":\"E\",\"message\":\"m\"}", 28 }, "E", "m" },
    { 400, NULL, NULL, { "{\"__type\":\"E\",\"message\":5}", 26 }, "E", "5" },
    { 400, NULL, NULL, { "{\"__type\":\"E\",\"message\":true}", 29 }, "E", "True" },
    { 400, NULL, NULL, { "{\"__type\":\"E\",\"message\":false}", 30 }, "E", "False" },
    { 400, NULL, NULL, { "{\"__type\":\"E\",\"message\":-2.5}", 29 }, "E", "-2.5" },
    { 400, NULL, NULL, { "{\"__type\":\"E\",\"message\":\"caf\\u00e9 \360\237\230\200 \\u0001 \\n\"}", 51 }, "E", "caf\303\251 \360\237\230\200 \001 \012" },
    { 400, NULL, NULL, { "{\"__type\":\"A\",\"__type\":\"B\",\"message\":\"1\",\"message\":\"2\"}", 55 }, "B", "2" },
    { 400, NULL, NULL, { "{\"__Type\":\"A\",\"MESSAGE\":\"x\"}", 28 }, "400", "" },
    { 400, NULL, NULL, { "{\"error\":{\"__type\":\"A\"}}", 24 }, "400", "" },
    { 301, NULL, NULL, { "", 0 }, "301", "" },
    { 307, NULL, NULL, { "moved", 5 }, "307", "moved" },
    { 302, NULL, NULL, { "{\"__type\":\"E\",\"message\":\"m\"}", 28 }, "E", "m" },
};
/* clang-format on */
