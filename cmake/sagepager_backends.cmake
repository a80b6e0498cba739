# The TLS backends of SGP_BACKENDS: for each, the library it stands on (SGP_LIBS_<name>), the target
# that links them all (sgp_backend_libs), their entries of the pkg-config file, and
# SGP_BACKEND_LIST, which src/backends.c is compiled with.
#
# Mbed TLS is found on CMAKE_PREFIX_PATH, or is given by SGP_MBEDTLS_INCLUDE (the folder that
# contains mbedtls/ssl.h) and SGP_LIB_mbedtls, SGP_LIB_mbedx509 and SGP_LIB_mbedcrypto (files).

set(SGP_LIBS_openssl OpenSSL::SSL OpenSSL::Crypto)
set(SGP_LIBS_mbedtls SgpMbedTLS)

function(sgp_find_mbedtls)
    find_path(SGP_MBEDTLS_INCLUDE mbedtls/ssl.h)
    foreach(part mbedtls mbedx509 mbedcrypto)
        find_library(SGP_LIB_${part} ${part})
        if(NOT SGP_LIB_${part} OR NOT SGP_MBEDTLS_INCLUDE)
            message(FATAL_ERROR
                "Mbed TLS is not found (${part}): install libmbedtls-dev, name its folder in "
                "CMAKE_PREFIX_PATH, or set SGP_MBEDTLS_INCLUDE and SGP_LIB_${part}")
        endif()
        list(APPEND files "${SGP_LIB_${part}}")
    endforeach()
    add_library(SgpMbedTLS INTERFACE IMPORTED GLOBAL)
    set_target_properties(SgpMbedTLS PROPERTIES
        INTERFACE_INCLUDE_DIRECTORIES "${SGP_MBEDTLS_INCLUDE}"
        INTERFACE_LINK_LIBRARIES "${files}")
endfunction()

add_library(sgp_backend_libs INTERFACE)
set(SGP_BACKEND_LIST "")
foreach(backend IN LISTS SGP_BACKENDS)
    if(backend STREQUAL "openssl")
        find_package(OpenSSL 3.0 REQUIRED)
        list(APPEND SGP_PC_REQUIRES "libssl >= 3.0" "libcrypto >= 3.0")
    elseif(backend STREQUAL "mbedtls")
        sgp_find_mbedtls()
        # 2.28 has no pkg-config file.
        get_filename_component(folder "${SGP_LIB_mbedtls}" DIRECTORY)
        list(APPEND SGP_PC_LIBS "-L${folder} -lmbedtls -lmbedx509 -lmbedcrypto")
    else()
        message(FATAL_ERROR "SGP_BACKENDS has '${backend}': expected openssl or mbedtls")
    endif()
    target_link_libraries(sgp_backend_libs INTERFACE ${SGP_LIBS_${backend}})
    string(APPEND SGP_BACKEND_LIST "SGP_BACKEND(${backend}) ")
endforeach()
