/*
 * sagepager/profile.h - one profile of AWS's shared config and credentials files.
 *
 * The files are read once, when the profile is made, by the rules of Python's
 * configparser and botocore (botocore/configloader.py, botocore/session.py). The config
 * file has the sections [default], [profile NAME], [services NAME] and [sso-session NAME];
 * the credentials file has [NAME]. If both files have a setting, the credentials file's
 * wins. A missing file counts as empty.
 */
#ifndef SAGEPAGER_PROFILE_H
#define SAGEPAGER_PROFILE_H

#include "sagepager/sys/platform.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sgp_profile sgp_profile;

/*
 * sgp_profile_new: reads both files and stores the profile in *out. platform is borrowed
 * during the call only; without getenv or without read_file there are no files. The
 * allocator is borrowed.
 *
 * name NULL or "" means AWS_PROFILE, then AWS_DEFAULT_PROFILE (the AWS CLI's order), then
 * "default". AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name the files; the defaults
 * are ~/.aws/config and ~/.aws/credentials. $NAME, "~" and "~user" are expanded as Python's
 * os.path.expandvars and expanduser do; without HOME the platform's `home` is asked.
 *
 * SGP_ERR_CONFIG: "The config profile (NAME) could not be found" if the caller or the
 * environment names a profile that neither file has; or "Unable to parse config file: PATH
 * (line N: why)". SGP_ERR_LIMIT past SGP_CONFIG_BYTES_MAX or SGP_CONFIG_LINES_MAX.
 * SGP_ERR_MEMORY, SGP_ERR_PLATFORM, SGP_ERR_USAGE.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_profile_new(sgp_profile **out, const char *name,
                                                  sgp_platform *platform,
                                                  const sgp_allocator *allocator, sgp_error *err);

/* sgp_profile_free: wipes and frees the profile. NULL is allowed. */
SGP_API void sgp_profile_free(sgp_profile *profile);

/* sgp_profile_name: returns the profile's name. This text and all texts below live as long as the
 * profile. */
SGP_API const char *sgp_profile_name(const sgp_profile *profile);

/* The file in which to look up a setting. */
typedef enum sgp_profile_file {
    SGP_PROFILE_BOTH,       /* the credentials file first */
    SGP_PROFILE_CONFIG,     /* the config file only */
    SGP_PROFILE_CREDENTIALS /* the credentials file only */
} sgp_profile_file;

/* sgp_profile_get: returns the value of a setting by its lower-case name, or NULL. The value may be
 * "" and may be a secret. */
SGP_API const char *sgp_profile_get(const sgp_profile *profile, sgp_profile_file file,
                                    const char *key);

/* sgp_profile_path: returns the path of a file, even if the file does not exist. NULL for
 * SGP_PROFILE_BOTH and for a platform without files. */
SGP_API const char *sgp_profile_path(const sgp_profile *profile, sgp_profile_file file);

/*
 * sgp_profile_endpoint_url: stores the endpoint of a service, such as "sagemaker" or "sts",
 * in *url (botocore/configprovider.py, ConfiguredEndpointProvider). The setting `services`
 * names a section; the endpoint is endpoint_url of the service's block in that section,
 * else endpoint_url of the profile, else NULL. SGP_ERR_CONFIG if that section does not
 * exist; SGP_ERR_LIMIT, SGP_ERR_MEMORY.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_profile_endpoint_url(sgp_profile *profile,
                                                           const char *service, const char **url,
                                                           sgp_error *err);

/*
 * sgp_profile_sso_session: stores the value of `key` in the section [sso-session NAME] of
 * the config file in *value, or NULL if the section has no such setting. SGP_ERR_CONFIG if
 * there is no such section (botocore/tokens.py), SGP_ERR_MEMORY.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_profile_sso_session(const sgp_profile *profile,
                                                          const char *name, const char *key,
                                                          const char **value, sgp_error *err);

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_PROFILE_H */
