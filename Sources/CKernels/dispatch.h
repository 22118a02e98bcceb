#ifndef BONDLAB_DISPATCH_H
#define BONDLAB_DISPATCH_H

// Each kernel is compiled for three kinds of x86-64 CPU, and the loader picks one. The thread
// sanitizer crashes in the picking (llvm/llvm-project#163369), so it gets the plain one.
#if defined(__x86_64__) && !__has_feature(thread_sanitizer)
#define KERNEL __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define KERNEL
#endif

// A product and a sum stay two roundings on every CPU, so all three give the same bits.
#pragma clang fp contract(off)

#endif
