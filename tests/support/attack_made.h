/* attack_made.h - arguments of attacks that have pointers inside. */
#ifndef SUPPORT_ATTACK_MADE_H
#define SUPPORT_ATTACK_MADE_H

#include <stdint.h>

struct attack_target;

/* Each puts it into the memory of the call and returns where. */
uint64_t make_stack(struct attack_target *t);
uint64_t make_arguments(struct attack_target *t);
uint64_t make_clone3_process(struct attack_target *t);
uint64_t make_clone3_thread(struct attack_target *t);
uint64_t make_siginfo(struct attack_target *t);
uint64_t make_vector(struct attack_target *t);
uint64_t make_victim_vector(struct attack_target *t);
uint64_t make_allow_all(struct attack_target *t);

#endif
