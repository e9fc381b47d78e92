; SPDX-FileCopyrightText: The brisk authors
; SPDX-License-Identifier: Apache-2.0

; P-384 with mulx, adcx and adox: products in the field and of scalars. The rest is C:
; crypto/x86_64/p384_adx.c.
;
;   void brisk_p384_fe_mul_adx(uint64_t out[6], const uint64_t a[6], const uint64_t b[6]);
;   void brisk_p384_sc_mul_adx(uint64_t out[6], const uint64_t a[6], const uint64_t b[6]);
;
; Bounds     field elements are below p = 2^384 - 2^128 - 2^96 + 2^32 - 1, scalars below the order n,
;            on entry and on return, in Montgomery form (times 2^384)
; Aliasing   outputs may equal inputs.
; CPU bits   CPU_ADX | CPU_BMI2
; Timing     constant
; Speed      Emerald Rapids (family 6, model 207), ticks of the time-stamp counter, with the formulas
;            of points in C: ECDSA sign 110,000, verify 433,000
;
; After each row a b_i a multiple of the modulus clears the lowest limb. The sum so far is then below
; twice the modulus, and below 2^450 before that limb is dropped: eight registers, which rotate.

%include "crypto/x86_64/common.inc"

; row A, L0 - L7: adds A rdx; low halves with adcx, high halves with adox. rax, rbp are lost.
%macro row 9
    xor         eax, eax                    ; CF = OF = 0
    mulx        rbp, rax, [%1]
    adcx        %2, rax
    adox        %3, rbp
    mulx        rbp, rax, [%1 + 8]
    adcx        %3, rax
    adox        %4, rbp
    mulx        rbp, rax, [%1 + 16]
    adcx        %4, rax
    adox        %5, rbp
    mulx        rbp, rax, [%1 + 24]
    adcx        %5, rax
    adox        %6, rbp
    mulx        rbp, rax, [%1 + 32]
    adcx        %6, rax
    adox        %7, rbp
    mulx        rbp, rax, [%1 + 40]
    adcx        %7, rax
    adox        %8, rbp
    mov         eax, 0
    adcx        %8, rax
    adox        %9, rax
    adc         %9, 0
%endmacro

; clear_p L0 - L7: adds m p, m = L0 (2^32 + 1) mod 2^64, as m 2^384 less m (2^128 + 2^96 - 2^32 + 1).
; The latter's lowest limb is L0, and above it there is m 2^64 + m 2^32 - h, where h is
; m (2^32 - 1) / 2^64 rounded up. L0 is 0 afterwards. rax, rbx, rbp, rdx are lost.
%macro clear_p 8
    mov         rdx, %1
    shl         rdx, 32
    add         rdx, %1                     ; m
    mov         eax, 0xffffffff
    mulx        rax, rbp, rax
    add         rbp, %1                     ; 0, with a carry unless L0 is 0
    adc         rax, 0                      ; h
    mov         rbp, rdx
    shl         rbp, 32
    mov         rbx, rdx
    shr         rbx, 32
    xor         %1 %+ d, %1 %+ d
    sub         rbp, rax
    sbb         rbx, 0
    mov         eax, 0
    add         rbx, rdx
    adc         rax, 0
    sub         %2, rbp
    sbb         %3, rbx
    sbb         %4, rax
    sbb         %5, 0
    sbb         %6, 0
    sbb         rdx, 0                      ; not below 0: nothing was subtracted if m is 0
    add         %7, rdx
    adc         %8, 0
%endmacro

; clear_n L0 - L7: adds m n, m = -L0 / n mod 2^64
%macro clear_n 8
    mov         rdx, %1
    mulx        rbp, rdx, [n_inverse]
    row         order, %1, %2, %3, %4, %5, %6, %7, %8
%endmacro

; product CLEAR: (r14, r15, r8 - r11; carry r12) = a b / 2^384; a at rsi, b at rcx
%macro product 1
    xor         r8d, r8d
    xor         r9d, r9d
    xor         r10d, r10d
    xor         r11d, r11d
    xor         r12d, r12d
    xor         r13d, r13d
    xor         r14d, r14d
    xor         r15d, r15d
    mov         rdx, [rcx]
    row         rsi, r8, r9, r10, r11, r12, r13, r14, r15
    %1          r8, r9, r10, r11, r12, r13, r14, r15
    mov         rdx, [rcx + 8]
    row         rsi, r9, r10, r11, r12, r13, r14, r15, r8
    %1          r9, r10, r11, r12, r13, r14, r15, r8
    mov         rdx, [rcx + 16]
    row         rsi, r10, r11, r12, r13, r14, r15, r8, r9
    %1          r10, r11, r12, r13, r14, r15, r8, r9
    mov         rdx, [rcx + 24]
    row         rsi, r11, r12, r13, r14, r15, r8, r9, r10
    %1          r11, r12, r13, r14, r15, r8, r9, r10
    mov         rdx, [rcx + 32]
    row         rsi, r12, r13, r14, r15, r8, r9, r10, r11
    %1          r12, r13, r14, r15, r8, r9, r10, r11
    mov         rdx, [rcx + 40]
    row         rsi, r13, r14, r15, r8, r9, r10, r11, r12
    %1          r13, r14, r15, r8, r9, r10, r11, r12
%endmacro

; out = product less the modulus at %1 if it is not below that
%macro reduce_and_store 1
    mov         rax, r14
    mov         rbp, r15
    mov         rcx, r8
    mov         rsi, r9
    mov         rbx, r10
    mov         rdx, r11
    sub         rax, [%1]
    sbb         rbp, [%1 + 8]
    sbb         rcx, [%1 + 16]
    sbb         rsi, [%1 + 24]
    sbb         rbx, [%1 + 32]
    sbb         rdx, [%1 + 40]
    sbb         r12, 0
    cmovc       rax, r14
    cmovc       rbp, r15
    cmovc       rcx, r8
    cmovc       rsi, r9
    cmovc       rbx, r10
    cmovc       rdx, r11
    mov         [rdi], rax
    mov         [rdi + 8], rbp
    mov         [rdi + 16], rcx
    mov         [rdi + 24], rsi
    mov         [rdi + 32], rbx
    mov         [rdi + 40], rdx
%endmacro

function brisk_p384_fe_mul_adx
    full_frame  0
    mov         rcx, rdx
    product     clear_p
    reduce_and_store prime
    frame_return
end_function

function brisk_p384_sc_mul_adx
    full_frame  0
    mov         rcx, rdx
    product     clear_n
    reduce_and_store order
    frame_return
end_function

section .rodata align=32
prime:                                      ; p and n: SP 800-186 section 3.2.1.4
    dq      0x00000000ffffffff, 0xffffffff00000000, 0xfffffffffffffffe
    dq      0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff
order:
    dq      0xecec196accc52973, 0x581a0db248b0a77a, 0xc7634d81f4372ddf
    dq      0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff
n_inverse:                                  ; -1/n mod 2^64
    dq      0x6ed46089e88fdc45
