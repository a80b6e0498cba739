# The TLS backends of SGP_BACKENDS: for each, the library it stands on (SGP_LIBS_<name>), the target
# that links them all (sgp_backend_libs), and SGP_BACKEND_LIST, which src/backends.c is compiled with.

set(SGP_LIBS_openssl OpenSSL::SSL OpenSSL::Crypto)
set(SGP_LIBS_mbedtls SgpMbedTLS)
set(SGP_PC_openssl "libssl >= 3.0, libcrypto >= 3.0")
set(SGP_PC_mbedtls "") # 2.28 has no pkg-config file: see SGP_PC_LIBS
set(SGP_PC_LIBS_mbedtls "-lmbedtls -lmbedx509 -lmbedcrypto")

function(sgp_find_mbedtls)
    find_path(SGP_MBEDTLS_INCLUDE mbedtls/ssl.h)
    foreach(part mbedtls mbedx509 mbedcrypto)
        find_library(SGP_LIB_${part} ${part})
        if(NOT SGP_LIB_${part} OR NOT SGP_MBEDTLS_INCLUDE)
            message(FATAL_ERROR
                "Mbed TLS is not found (${part}): install libmbedtls-dev or leave mbedtls out of SGP_BACKENDS")
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
set(SGP_PC_REQUIRES_PRIVATE "libcjson, expat")
set(SGP_PC_LIBS_PRIVATE "")
foreach(backend IN LISTS SGP_BACKENDS)
    if(backend STREQUAL "openssl")
        find_package(OpenSSL 3.0 REQUIRED)
    elseif(backend STREQUAL "mbedtls")
        sgp_find_mbedtls()
    else()
        message(FATAL_ERROR "SGP_BACKENDS: '${backend}' is none; accepted are openssl and mbedtls")
    endif()
    target_link_libraries(sgp_backend_libs INTERFACE ${SGP_LIBS_${backend}})
    string(APPEND SGP_BACKEND_LIST "SGP_BACKEND(${backend}) ")
    if(SGP_PC_${backend})
        string(APPEND SGP_PC_REQUIRES_PRIVATE ", ${SGP_PC_${backend}}")
    endif()
    string(APPEND SGP_PC_LIBS_PRIVATE " ${SGP_PC_LIBS_${backend}}")
endforeach()
