; Negation is its own inverse: [−[−x]] = x, where [n] is n saturated to -31…31.
; unsat: the law holds.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const x (_ BitVec 6))
(assert (not (bvslt x (bvneg (_ bv31 6)))))
(define-fun negative_exact () (_ BitVec 6) (bvneg x))
(define-fun again_exact () (_ BitVec 6) (bvneg negative_exact))
(assert (not (= again_exact x)))
(check-sat)
