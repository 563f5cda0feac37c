; The encoded requantizer is its definition. An accumulator of 12 bits, times 1/3, is rounded by
; mode floor and wrapped around to -32…31.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 12))
(define-fun result_rounded () (_ BitVec 11) ((_ extract 10 0) (bvadd ((_ extract 11 0) (bvudiv (bvadd ((_ sign_extend 2) accumulator) (_ bv2049 14)) (_ bv3 14))) (bvneg (_ bv683 12)))))
(define-fun result () (_ BitVec 6) ((_ extract 5 0) result_rounded))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: 3·q ≤ a < 3·q + 3
(define-fun is_rounded ((a (_ BitVec 18)) (q (_ BitVec 18))) Bool
  (and (bvsle (bvmul (_ bv3 18) q) a)
       (not (bvsle (bvmul (_ bv3 18) q) (bvsub a (_ bv3 18))))))
; is_wrapped: k is in -32…31, and q = k + 64·turns
(define-fun is_wrapped ((q (_ BitVec 18)) (k (_ BitVec 18)) (turns (_ BitVec 18))) Bool
  (and (and (bvsle (bvsub (_ bv0 18) (_ bv32 18)) k) (bvsle k (_ bv31 18)))
       (= k (bvsub q (bvmul (_ bv64 18) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 18))
(declare-const turns (_ BitVec 18))
(assert (and (bvsle (bvsub (_ bv0 18) (_ bv66 18)) turns) (bvsle turns (_ bv66 18))))
(assert (or (not (is_rounded ((_ sign_extend 6) accumulator) ((_ sign_extend 7) result_rounded))) (and (is_wrapped ((_ sign_extend 7) result_rounded) value turns) (not (= value ((_ sign_extend 12) result))))))
(check-sat)
