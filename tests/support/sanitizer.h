/* sanitizer.h - whether the program is one that the sandbox leaves alone. */
#ifndef SUPPORT_SANITIZER_H
#define SUPPORT_SANITIZER_H

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_UNDER_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define IS_UNDER_SANITIZER 1
#endif
#endif
#ifndef IS_UNDER_SANITIZER
#define IS_UNDER_SANITIZER 0
#endif

#endif
