; The encoded requantizer is its definition. An accumulator of 24 bits, times 1/128, is rounded by
; mode half-down and wrapped around to -2048…2047.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 24))
(define-fun result_rounded () (_ BitVec 18) ((_ extract 24 7) (bvadd ((_ sign_extend 1) accumulator) (_ bv63 25))))
(define-fun result () (_ BitVec 12) ((_ extract 11 0) result_rounded))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 256·q| ≤ 128, and a tie, where both are equal, goes down
(define-fun is_rounded ((a (_ BitVec 35)) (q (_ BitVec 35))) Bool
  (and (bvsle (bvsub (bvmul (_ bv256 35) q) (_ bv128 35)) (bvmul (_ bv2 35) a))
       (bvsle (bvsub (bvmul (_ bv2 35) a) (_ bv128 35)) (bvmul (_ bv256 35) q))
       (not (= (bvsub (bvmul (_ bv256 35) q) (_ bv128 35)) (bvmul (_ bv2 35) a)))))
; is_wrapped: k is in -2048…2047, and q = k + 4096·turns
(define-fun is_wrapped ((q (_ BitVec 35)) (k (_ BitVec 35)) (turns (_ BitVec 35))) Bool
  (and (and (bvsle (bvsub (_ bv0 35) (_ bv2048 35)) k) (bvsle k (_ bv2047 35)))
       (= k (bvsub q (bvmul (_ bv4096 35) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 35))
(declare-const turns (_ BitVec 35))
(assert (and (bvsle (bvsub (_ bv0 35) (_ bv4098 35)) turns) (bvsle turns (_ bv4098 35))))
(assert (or (not (is_rounded ((_ sign_extend 11) accumulator) ((_ sign_extend 17) result_rounded))) (and (is_wrapped ((_ sign_extend 17) result_rounded) value turns) (not (= value ((_ sign_extend 23) result))))))
(check-sat)
