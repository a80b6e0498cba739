/*
 * expected_invalid_parameters.h - made by gen_expected.py with botocore 1.29.27; do not edit.
 */
/* clang-format off */
static const struct {
    const char *token, *message;
} invalid_parameters[] = {
    { "eyJYIjogMX0=",
      "Parameter validation failed:\012Unknown parameter in input: \"X\", must be one of: CreationTimeAfter, CreationTimeBefore, ImageName, LastModifiedTimeAfter, LastModifiedTimeBefore, MaxResults, NextToken, SortBy, SortOrder" },
    { "eyJOZXh0VG9rZW4iOiAiYSIsICJYIjogMSwgIlkiOiAieiJ9",
      "Parameter validation failed:\012Unknown parameter in input: \"X\", must be one of: CreationTimeAfter, CreationTimeBefore, ImageName, LastModifiedTimeAfter, LastModifiedTimeBefore, MaxResults, NextToken, SortBy, SortOrder\012Unknown parameter in input: \"Y\", must be one of: CreationTimeAfter, CreationTimeBefore, ImageName, LastModifiedTimeAfter, LastModifiedTimeBefore, MaxResults, NextToken, SortBy, SortOrder" },
    { "eyJuZXh0dG9rZW4iOiAiYSJ9",
      "Parameter validation failed:\012Unknown parameter in input: \"nexttoken\", must be one of: CreationTimeAfter, CreationTimeBefore, ImageName, LastModifiedTimeAfter, LastModifiedTimeBefore, MaxResults, NextToken, SortBy, SortOrder" },
    { "eyJOZXh0VG9rZW4iOiA1fQ==",
      "Parameter validation failed:\012Invalid type for parameter NextToken, value: 5, type: <class 'int'>, valid types: <class 'str'>" },
    { "eyJOZXh0VG9rZW4iOiAtNX0=",
      "Parameter validation failed:\012Invalid type for parameter NextToken, value: -5, type: <class 'int'>, valid types: <class 'str'>" },
    { "eyJOZXh0VG9rZW4iOiAxLjV9",
      "Parameter validation failed:\012Invalid type for parameter NextToken, value: 1.5, type: <class 'float'>, valid types: <class 'str'>" },
    { "eyJOZXh0VG9rZW4iOiB0cnVlfQ==",
      "Parameter validation failed:\012Invalid type for parameter NextToken, value: True, type: <class 'bool'>, valid types: <class 'str'>" },
    { "eyJOZXh0VG9rZW4iOiBmYWxzZX0=",
      "Parameter validation failed:\012Invalid type for parameter NextToken, value: False, type: <class 'bool'>, valid types: <class 'str'>" },
    { "eyJOZXh0VG9rZW4iOiBbXX0=",
      "Parameter validation failed:\012Invalid type for parameter NextToken, value: [], type: <class 'list'>, valid types: <class 'str'>" },
    { "eyJOZXh0VG9rZW4iOiB7fX0=",
      "Parameter validation failed:\012Invalid type for parameter NextToken, value: {}, type: <class 'dict'>, valid types: <class 'str'>" },
    { "eyJYIjogMSwgIk5leHRUb2tlbiI6IDcsICJZIjogMn0=",
      "Parameter validation failed:\012Unknown parameter in input: \"X\", must be one of: CreationTimeAfter, CreationTimeBefore, ImageName, LastModifiedTimeAfter, LastModifiedTimeBefore, MaxResults, NextToken, SortBy, SortOrder\012Unknown parameter in input: \"Y\", must be one of: CreationTimeAfter, CreationTimeBefore, ImageName, LastModifiedTimeAfter, LastModifiedTimeBefore, MaxResults, NextToken, SortBy, SortOrder\012Invalid type for parameter NextToken, value: 7, type: <class 'int'>, valid types: <class 'str'>" },
    { "eyJYIjogbnVsbCwgIlkiOiAyfQ==",
      "Parameter validation failed:\012Unknown parameter in input: \"Y\", must be one of: CreationTimeAfter, CreationTimeBefore, ImageName, LastModifiedTimeAfter, LastModifiedTimeBefore, MaxResults, NextToken, SortBy, SortOrder" },
    { "eyJYIjogMSwgIlgiOiBudWxsfQ==",
      "" },
    { "eyJYIjogbnVsbCwgIlgiOiAxfQ==",
      "Parameter validation failed:\012Unknown parameter in input: \"X\", must be one of: CreationTimeAfter, CreationTimeBefore, ImageName, LastModifiedTimeAfter, LastModifiedTimeBefore, MaxResults, NextToken, SortBy, SortOrder" },
    { "eyJOZXh0VG9rZW4iOiBudWxsLCAiTmV4dFRva2VuIjogOH0=",
      "Parameter validation failed:\012Invalid type for parameter NextToken, value: 8, type: <class 'int'>, valid types: <class 'str'>" },
    { "eyJjYWbDqSI6IFtdfQ==",
      "Parameter validation failed:\012Unknown parameter in input: \"caf\303\251\", must be one of: CreationTimeAfter, CreationTimeBefore, ImageName, LastModifiedTimeAfter, LastModifiedTimeBefore, MaxResults, NextToken, SortBy, SortOrder" },
    { "eyIiOiAwfQ==",
      "Parameter validation failed:\012Unknown parameter in input: \"\", must be one of: CreationTimeAfter, CreationTimeBefore, ImageName, LastModifiedTimeAfter, LastModifiedTimeBefore, MaxResults, NextToken, SortBy, SortOrder" },
    { "eyJOb25lIjogIngifQ==",
      "Parameter validation failed:\012Unknown parameter in input: \"None\", must be one of: CreationTimeAfter, CreationTimeBefore, ImageName, LastModifiedTimeAfter, LastModifiedTimeBefore, MaxResults, NextToken, SortBy, SortOrder" },
    { "eyJYIjogMSwgImJvdG9fdHJ1bmNhdGVfYW1vdW50IjogMn0=",
      "Parameter validation failed:\012Unknown parameter in input: \"X\", must be one of: CreationTimeAfter, CreationTimeBefore, ImageName, LastModifiedTimeAfter, LastModifiedTimeBefore, MaxResults, NextToken, SortBy, SortOrder" },
};
/* clang-format on */
