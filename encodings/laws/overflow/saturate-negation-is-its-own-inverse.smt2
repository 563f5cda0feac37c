; Negation is its own inverse: [−[−x]] = x, where [n] is n saturated to -32…31.
; sat: the law fails. Witness: x = -32, where negative = 31, again = -31.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status sat)
(declare-const x (_ BitVec 6))
(define-fun negative_exact () (_ BitVec 7) (bvneg ((_ sign_extend 1) x)))
(define-fun negative () (_ BitVec 6) (ite (bvslt (_ bv31 7) negative_exact) (_ bv31 6) ((_ extract 5 0) negative_exact)))
(define-fun again_exact () (_ BitVec 6) (bvneg negative))
(assert (not (= again_exact x)))
(check-sat)
