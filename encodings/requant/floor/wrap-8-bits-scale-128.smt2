; The encoded requantizer is its definition. An accumulator of 8 bits, times 1/128, is rounded by
; mode floor and wrapped around to -8…7.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 8))
(define-fun result_rounded () (_ BitVec 1) ((_ extract 7 7) accumulator))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: 128·q ≤ a < 128·q + 128
(define-fun is_rounded ((a (_ BitVec 19)) (q (_ BitVec 19))) Bool
  (and (bvsle (bvmul (_ bv128 19) q) a)
       (not (bvsle (bvmul (_ bv128 19) q) (bvsub a (_ bv128 19))))))
; is_wrapped: k is in -8…7, and q = k + 16·turns
(define-fun is_wrapped ((q (_ BitVec 19)) (k (_ BitVec 19)) (turns (_ BitVec 19))) Bool
  (and (and (bvsle (bvsub (_ bv0 19) (_ bv8 19)) k) (bvsle k (_ bv7 19)))
       (= k (bvsub q (bvmul (_ bv16 19) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 19))
(declare-const turns (_ BitVec 19))
(assert (and (bvsle (bvsub (_ bv0 19) (_ bv18 19)) turns) (bvsle turns (_ bv18 19))))
(assert (or (not (is_rounded ((_ sign_extend 11) accumulator) ((_ sign_extend 18) result_rounded))) (and (is_wrapped ((_ sign_extend 18) result_rounded) value turns) (not (= value ((_ sign_extend 18) result_rounded))))))
(check-sat)
