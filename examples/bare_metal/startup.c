/*
 * startup.c - what runs before main: vectors, memory, the guard against NULL
 * pointers, and the report of a fault. It also measures the stack.
 *
 * Sources: ARMv7-M Architecture Reference Manual, B1.5 (exceptions), B3.2
 * (system control block), B3.5 (MPU).
 */
#include "board.h"

/* From board.ld. */
extern uint32_t data_load[], data_begin[], data_end[], bss_begin[], bss_end[];
extern uint32_t stack_low[], stack_high[];

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define SCB_CFSR REGISTER(0xE000ED28u)  /* why a fault occurred */
#define SCB_MMFAR REGISTER(0xE000ED34u) /* address that the MPU refused; valid if CFSR has 0x80 */
#define SCB_BFAR REGISTER(0xE000ED38u)  /* address that failed; valid if CFSR has 0x8000 */
#define SCB_CPACR REGISTER(0xE000ED88u)
#define MPU_CTRL REGISTER(0xE000ED94u)
#define MPU_RNR REGISTER(0xE000ED98u)
#define MPU_RBAR REGISTER(0xE000ED9Cu)
#define MPU_RASR REGISTER(0xE000EDA0u)

int main(void);
void reset_handler(void);
void fault_handler(void);
void fault_report(const uint32_t *frame, uint32_t exception) __attribute__((noreturn, used));

/* --- reset ------------------------------------------------------------------------------------ */

/* With a hard-float ABI the compiler may use the FPU's registers anywhere. */
static void enable_fpu(void)
{
    SCB_CPACR |= 0xFu << 20;
    __asm volatile("dsb\n isb");
}

/*
 * Flash begins at address 0 here, so a read through a NULL pointer would return
 * flash and go unnoticed. Region 0 of the MPU refuses every access to the first
 * KB. The processor itself may still fetch vectors from there. board.ld puts
 * nothing else there.
 */
static void guard_null_pointers(void)
{
    MPU_RNR = 0;
    MPU_RBAR = 0;              /* address */
    MPU_RASR = (9u << 1) | 1u; /* 2^(9+1) bytes, no access, enabled */
    MPU_CTRL = (1u << 2) | 1u; /* on; the default memory map applies elsewhere */
    __asm volatile("dsb\n isb");
}

void reset_handler(void)
{
    const uint32_t *from = data_load;
    uint32_t *to;

    enable_fpu();
    for (to = data_begin; to < data_end; to++)
        *to = *from++;
    for (to = bss_begin; to < bss_end; to++)
        *to = 0;
    guard_null_pointers();
    host_exit(main());
}

/* --- faults ----------------------------------------------------------------------------------- */

static void print_register(const char *name, uint32_t value)
{
    print(name);
    print_hex(value);
}

/*
 * Prints what the processor was doing and ends. A product would store this and
 * reset. `frame` is what the processor pushed: r0-r3, r12, lr, pc, xpsr. It
 * lies below the stack if the stack overflowed.
 */
void fault_report(const uint32_t *frame, uint32_t exception)
{
    print("fault: exception ");
    print_int((int64_t)exception);
    print_register(" cfsr=", SCB_CFSR);
    print_register(" mmfar=", SCB_MMFAR);
    print_register(" bfar=", SCB_BFAR);
    if (frame < stack_low) {
        print(" stack overflow");
    } else {
        print_register(" pc=", frame[6]);
        print_register(" lr=", frame[5]);
    }
    print("\n");
    host_exit(99);
}

/* Reports on a fresh stack, because the old one may be the reason. */
__attribute__((naked)) void fault_handler(void)
{
    __asm volatile("mov r0, sp\n"
                   "mrs r1, ipsr\n"
                   "ldr r2, =stack_high\n"
                   "mov sp, r2\n"
                   "b fault_report\n");
}

/* --- vectors ---------------------------------------------------------------------------------- */

#define UART1_RECEIVE 2 /* interrupt number */

typedef void (*handler)(void);

typedef struct vectors {
    uint32_t *stack;
    handler exceptions[15]; /* 1 to 15 */
    handler interrupts[32]; /* an interrupt without a handler ends in fault_handler */
} vectors;

__attribute__((section(".vectors"), used)) static const vectors vector_table = {
    stack_high,
    { [0] = reset_handler,
      [1] = fault_handler,    /* NMI */
      [2] = fault_handler,    /* HardFault; the next three escalate to it unless they are enabled */
      [3] = fault_handler,    /* MemManage */
      [4] = fault_handler,    /* BusFault */
      [5] = fault_handler,    /* UsageFault */
      [10] = fault_handler,   /* SVCall */
      [13] = fault_handler,   /* PendSV */
      [14] = clock_handler }, /* SysTick */
    { [UART1_RECEIVE] = uart_handler }
};

/* --- stack ------------------------------------------------------------------------------------ */

#define PAINT 0xA5C3A5C3u

static const uint32_t *painted_to;

void stack_paint(void)
{
    const uint32_t *here = __builtin_frame_address(0);
    volatile uint32_t *at;

    painted_to = here;
    for (at = stack_low; at < here - 16; at++)
        *at = PAINT; /* 16: this function's own frame */
}

size_t stack_used(void)
{
    const uint32_t *deepest = stack_low;

    while (deepest < painted_to && *deepest == PAINT)
        deepest++;
    return (size_t)(painted_to - deepest) * sizeof *deepest;
}

size_t stack_size(void)
{
    return (size_t)(stack_high - stack_low) * sizeof *stack_low;
}
