/*
 * sanitizer.h - whether this build has a sanitizer in it, which makes system
 * calls of its own.
 */
#ifndef BASE_SANITIZER_H
#define BASE_SANITIZER_H

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZER_BUILD 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define IS_SANITIZER_BUILD 1
#endif
#endif
#ifndef IS_SANITIZER_BUILD
#define IS_SANITIZER_BUILD 0
#endif

#endif
