; The encoded requantizer is its definition. An accumulator of 32 bits, times 1/128, is rounded by
; mode half-even and wrapped around to -32768…32767.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 32))
(define-fun result_rounded_nudged () (_ BitVec 33) (bvadd ((_ sign_extend 1) accumulator) (_ bv64 33)))
(define-fun result_rounded_half_up () (_ BitVec 26) ((_ extract 32 7) result_rounded_nudged))
(define-fun result_rounded () (_ BitVec 26) (ite (and (= (concat #b0 ((_ extract 6 0) result_rounded_nudged)) (_ bv0 8)) (= ((_ extract 0 0) result_rounded_half_up) #b1)) (concat ((_ extract 25 1) result_rounded_half_up) #b0) result_rounded_half_up))
(define-fun result () (_ BitVec 16) ((_ extract 15 0) result_rounded))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 256·q| ≤ 128, and a tie, where both are equal, goes to an even q
(define-fun is_rounded ((a (_ BitVec 43)) (q (_ BitVec 43))) Bool
  (and (bvsle (bvsub (bvmul (_ bv256 43) q) (_ bv128 43)) (bvmul (_ bv2 43) a))
       (bvsle (bvsub (bvmul (_ bv2 43) a) (_ bv128 43)) (bvmul (_ bv256 43) q))
       (=> (or (= (bvsub (bvmul (_ bv2 43) a) (_ bv128 43)) (bvmul (_ bv256 43) q)) (= (bvsub (bvmul (_ bv256 43) q) (_ bv128 43)) (bvmul (_ bv2 43) a))) (= (bvmul (_ bv4398046511104 43) q) (_ bv0 43)))))
; is_wrapped: k is in -32768…32767, and q = k + 65536·turns
(define-fun is_wrapped ((q (_ BitVec 43)) (k (_ BitVec 43)) (turns (_ BitVec 43))) Bool
  (and (and (bvsle (bvsub (_ bv0 43) (_ bv32768 43)) k) (bvsle k (_ bv32767 43)))
       (= k (bvsub q (bvmul (_ bv65536 43) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 43))
(declare-const turns (_ BitVec 43))
(assert (and (bvsle (bvsub (_ bv0 43) (_ bv65538 43)) turns) (bvsle turns (_ bv65538 43))))
(assert (or (not (is_rounded ((_ sign_extend 11) accumulator) ((_ sign_extend 17) result_rounded))) (and (is_wrapped ((_ sign_extend 17) result_rounded) value turns) (not (= value ((_ sign_extend 27) result))))))
(check-sat)
