; Negation is its own inverse: [−[−x]] = x, where [n] is n wrapped to -32…31.
; unsat: the law holds.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const x (_ BitVec 6))
(define-fun negative_exact () (_ BitVec 7) (bvneg ((_ sign_extend 1) x)))
(define-fun negative () (_ BitVec 6) ((_ extract 5 0) negative_exact))
(define-fun again_exact () (_ BitVec 7) (bvneg ((_ sign_extend 1) negative)))
(define-fun again () (_ BitVec 6) ((_ extract 5 0) again_exact))
(assert (not (= again x)))
(check-sat)
