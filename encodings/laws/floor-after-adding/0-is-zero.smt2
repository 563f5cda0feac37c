; The floor of a/16 is a/16 rounded zero.
; sat: the law fails. Witness: a = -1, where floor = -1, rounded = 0.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status sat)
(declare-const a (_ BitVec 16))
(define-fun floor () (_ BitVec 12) ((_ extract 15 4) a))
(define-fun rounded () (_ BitVec 12) ((_ extract 11 0) ((_ extract 16 4) (bvadd ((_ sign_extend 1) a) ((_ sign_extend 12) (ite (bvslt a (_ bv0 16)) (_ bv15 5) (_ bv0 5)))))))
(assert (not (= floor rounded)))
(check-sat)
