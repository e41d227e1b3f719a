/*
 * Stands in for Windows' bcryptprimitives.dll under wine 8, which lacks it. For tests only: never shipped.
 * Rust's standard library asks it for random bytes through this one function.
 */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE buffer, SIZE_T length)
{
    return SystemFunction036(buffer, (ULONG)length);
}
