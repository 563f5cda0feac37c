; The encoded requantizer is its definition. An accumulator of 24 bits, times 1/16, is rounded by
; mode half-away and wrapped around to -2048…2047.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 24))
(define-fun result_rounded () (_ BitVec 21) ((_ extract 24 4) (bvadd ((_ sign_extend 1) accumulator) ((_ sign_extend 20) (ite (bvslt accumulator (_ bv0 24)) (_ bv7 5) (_ bv8 5))))))
(define-fun result () (_ BitVec 12) ((_ extract 11 0) result_rounded))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 32·q| ≤ 16, and a tie, where both are equal, goes away from zero
(define-fun is_rounded ((a (_ BitVec 32)) (q (_ BitVec 32))) Bool
  (and (bvsle (bvsub (bvmul (_ bv32 32) q) (_ bv16 32)) (bvmul (_ bv2 32) a))
       (bvsle (bvsub (bvmul (_ bv2 32) a) (_ bv16 32)) (bvmul (_ bv32 32) q))
       (and (=> (= (bvsub (bvmul (_ bv2 32) a) (_ bv16 32)) (bvmul (_ bv32 32) q)) (not (not (bvsle a (_ bv0 32))))) (=> (= (bvsub (bvmul (_ bv32 32) q) (_ bv16 32)) (bvmul (_ bv2 32) a)) (not (bvsle a (_ bv0 32)))))))
; is_wrapped: k is in -2048…2047, and q = k + 4096·turns
(define-fun is_wrapped ((q (_ BitVec 32)) (k (_ BitVec 32)) (turns (_ BitVec 32))) Bool
  (and (and (bvsle (bvsub (_ bv0 32) (_ bv2048 32)) k) (bvsle k (_ bv2047 32)))
       (= k (bvsub q (bvmul (_ bv4096 32) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 32))
(declare-const turns (_ BitVec 32))
(assert (and (bvsle (bvsub (_ bv0 32) (_ bv4098 32)) turns) (bvsle turns (_ bv4098 32))))
(assert (or (not (is_rounded ((_ sign_extend 8) accumulator) ((_ sign_extend 11) result_rounded))) (and (is_wrapped ((_ sign_extend 11) result_rounded) value turns) (not (= value ((_ sign_extend 20) result))))))
(check-sat)
