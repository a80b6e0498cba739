/*
 * es256_keys.h - keys in PEM form. The key on P-256 is that of RFC 7515, A.3.1; the others were
 * made with the openssl command (ecparam -genkey, genrsa, ec -aes128, pkcs8 -topk8).
 */
#ifndef SGP_TEST_ES256_KEYS_H
#define SGP_TEST_ES256_KEYS_H

/* x and y of RFC 7515, A.3.1, in hexadecimal. */
#define RFC_POINT                                                                                  \
    "7fcdce2770f6c45d4183cbee6fdb4b7b580733357be9ef13bacf6e3c7bd15445"                             \
    "c7f144cd1bbd9b7e872cdfedb9eeb9f4b3695d6ea90b24ad8a4623288588e5ad"

/* As the AWS CLI writes it. */
static const char rfc_key[] = "-----BEGIN EC PRIVATE KEY-----\n"
                              "MHcCAQEEII6bEJ5xkJi/mASH3x9dd+nLKWBuvtImO19XwhPfhPSyoAoGCCqGSM49\n"
                              "AwEHoUQDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEXH8UTNG72b\n"
                              "focs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==\n"
                              "-----END EC PRIVATE KEY-----\n";

/* Without its optional public key. */
static const char short_key[] = "-----BEGIN EC PRIVATE KEY-----\n"
                                "MDECAQEEII6bEJ5xkJi/mASH3x9dd+nLKWBuvtImO19XwhPfhPSyoAoGCCqGSM49\n"
                                "AwEH\n"
                                "-----END EC PRIVATE KEY-----\n";

static const char pkcs8_key[] = "-----BEGIN PRIVATE KEY-----\n"
                                "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgjpsQnnGQmL+YBIff\n"
                                "H1136cspYG6+0iY7X1fCE9+E9LKhRANCAAR/zc4ncPbEXUGDy+5v20t7WAczNXvp\n"
                                "7xO6z248e9FURcfxRM0bvZt+hyzf7bnuufSzaV1uqQskrYpGIyiFiOWt\n"
                                "-----END PRIVATE KEY-----\n";

static const char public_key[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7\n"
    "6e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==\n"
    "-----END PUBLIC KEY-----\n";

static const char p384_key[] = "-----BEGIN EC PRIVATE KEY-----\n"
                               "MIGkAgEBBDAXehHM+XUIuYAkr70/0jGGOPfdEeE+Gk+sm6EkiS1al4XCpLcLwtTP\n"
                               "sfqbdAu+kMOgBwYFK4EEACKhZANiAAT0kwpLI65lYACI7YNhTLIzg2R80hXOOrac\n"
                               "BgJ7WbBuS59lr5JIMXeNkBMEjbTozqcWoAv16TRowZk+ExxRULHCISvQiC/AYaIZ\n"
                               "2giKmKqHLZGV+pQOAYtkWCP53G9dGek=\n"
                               "-----END EC PRIVATE KEY-----\n";

static const char k1_key[] = "-----BEGIN EC PRIVATE KEY-----\n"
                             "MHQCAQEEIP0TdrC5ZstzZvqkzYM70FVdD/kcaSasiwfGFqUXBJsAoAcGBSuBBAAK\n"
                             "oUQDQgAEavKVIJJ1BYESBz2eDKMu3CjKDOwoO+Aj8isjvph96RujpReyT+3Gae1+\n"
                             "635wkmU+S+ENsE8l7ICNEyF0lru7Yg==\n"
                             "-----END EC PRIVATE KEY-----\n";

static const char encrypted_key[] =
    "-----BEGIN EC PRIVATE KEY-----\n"
    "Proc-Type: 4,ENCRYPTED\n"
    "DEK-Info: AES-128-CBC,D73E7D04D30FE7BD6D76F1193C2FF1F4\n"
    "\n"
    "GubH+Ga7xqjk/LqAD6+9Xi+y8eMKBgJIkT/V+cYA1lBq73GpwJnyRpAg8j8uuoYC\n"
    "yWCIOwYhsUiKl+Ulslc59rZ3s3RZs+mPJ/CgW9JdP90vlPyn14GG4vYrBdZMPHr+\n"
    "Q9jsxyyroXW3+LGhJBrOE2HXHIScQ02BHbV78/CybHM=\n"
    "-----END EC PRIVATE KEY-----\n";

static const char rsa_key[] = "-----BEGIN RSA PRIVATE KEY-----\n"
                              "MIIBOgIBAAJBALsarcVCmK8BB8DtnoJHMpXKNo7WmQZIngptWHri2U9dQGSTP6pt\n"
                              "+0E+MoZDxSDbX773jwiENra8pD0S6p/ROyUCAwEAAQJAZeDn/8H8a0YvV6DLL3rf\n"
                              "E2rQ/EPjfOVrkJfrlrYQx8I6kxhSxHULgOqjXZj3WKEUh4FZ3RQlKjGZMtN84JCc\n"
                              "oQIhAPC2HIrx+LexSyJlDt6tFe0UaTFsRRoCSpQjirCsUNCZAiEAxvzurtUVTJZa\n"
                              "z0awE3/8P4FMyzILV/kZ76RdBSwr+m0CIGjvWv4PglfCCHkUCSl11yslTL5o7q7p\n"
                              "9M0juWBPnmNxAiEAlz1Y4DL+TEae4Jm2bCvDejT5PBteOdAP4W9IcA0BpAUCICfc\n"
                              "KEoVN6YXZyk3IamX0RuoKvTBhyQlbgjuVs4VPcGN\n"
                              "-----END RSA PRIVATE KEY-----\n";

#endif
