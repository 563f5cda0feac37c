; The encoded requantizer is its definition. An accumulator of 8 bits, times 1/128, is rounded by
; mode half-away and wrapped around to -8…7.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 8))
(define-fun result_rounded () (_ BitVec 2) ((_ extract 8 7) (bvadd ((_ sign_extend 1) accumulator) ((_ sign_extend 1) (ite (bvslt accumulator (_ bv0 8)) (_ bv63 8) (_ bv64 8))))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 256·q| ≤ 128, and a tie, where both are equal, goes away from zero
(define-fun is_rounded ((a (_ BitVec 19)) (q (_ BitVec 19))) Bool
  (and (bvsle (bvsub (bvmul (_ bv256 19) q) (_ bv128 19)) (bvmul (_ bv2 19) a))
       (bvsle (bvsub (bvmul (_ bv2 19) a) (_ bv128 19)) (bvmul (_ bv256 19) q))
       (and (=> (= (bvsub (bvmul (_ bv2 19) a) (_ bv128 19)) (bvmul (_ bv256 19) q)) (not (not (bvsle a (_ bv0 19))))) (=> (= (bvsub (bvmul (_ bv256 19) q) (_ bv128 19)) (bvmul (_ bv2 19) a)) (not (bvsle a (_ bv0 19)))))))
; is_wrapped: k is in -8…7, and q = k + 16·turns
(define-fun is_wrapped ((q (_ BitVec 19)) (k (_ BitVec 19)) (turns (_ BitVec 19))) Bool
  (and (and (bvsle (bvsub (_ bv0 19) (_ bv8 19)) k) (bvsle k (_ bv7 19)))
       (= k (bvsub q (bvmul (_ bv16 19) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 19))
(declare-const turns (_ BitVec 19))
(assert (and (bvsle (bvsub (_ bv0 19) (_ bv18 19)) turns) (bvsle turns (_ bv18 19))))
(assert (or (not (is_rounded ((_ sign_extend 11) accumulator) ((_ sign_extend 17) result_rounded))) (and (is_wrapped ((_ sign_extend 17) result_rounded) value turns) (not (= value ((_ sign_extend 17) result_rounded))))))
(check-sat)
