; SPDX-FileCopyrightText: The brisk authors
; SPDX-License-Identifier: Apache-2.0

; AES-128-GCM and AES-256-GCM (FIPS 197, SP 800-38D) with 256-bit AES and carry-less
; multiplication.
;
;   void brisk_aes_gcm_init_vaes_avx2(void *state, const uint8_t *key, size_t key_len);
;   void brisk_aes_gcm_seal_vaes_avx2(const void *state, uint8_t *out, uint8_t tag[16],
;       const uint8_t nonce[12], const uint8_t *in, size_t in_len,
;       const uint8_t *aad, size_t aad_len);
;   int brisk_aes_gcm_open_vaes_avx2(const void *state, uint8_t *out, const uint8_t tag[16],
;       const uint8_t nonce[12], const uint8_t *in, size_t in_len,
;       const uint8_t *aad, size_t aad_len);
;
; Bounds     key_len 16 or 32; in_len at most 2^36 - 32; state 64-byte aligned, all else unaligned.
; Aliasing   out may equal in; no other overlap.
; CPU bits   CPU_AESNI | CPU_PCLMUL | CPU_VAES | CPU_VPCLMUL | CPU_AVX2
; Timing     depends on lengths only, and for open on whether the tag is right.
; Speed      Emerald Rapids (family 6, model 207), seal and open at 16 KiB: AES-128 0.228 and 0.227
;            cycles per byte right after AVX-512 code, else 0.242 and 0.239, AES-256 0.278 and
;            0.280; 64 bytes 67 and 58 cycles, AES-256 75 and 64
;
; The code is that of aes_gcm.inc.

%define VARIANT     vaes_avx2
%define WIDTH       2
%define AVX         1
%include "crypto/x86_64/aes_gcm.inc"
