; An input at which two semantics differ: x1 in -128…127.
; Left: the table of tanh on Q3.4, half-even, saturate.
; Right: the table of tanh on Q3.4, half-away, saturate.
; sat: they differ there. unsat: they are equal on all of these inputs.
; The status comes from evaluation at every input.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const x1 (_ BitVec 8))
(define-fun left () (_ BitVec 6) (ite (bvslt x1 (bvneg (_ bv7 8))) ((_ sign_extend 1) (ite (bvslt x1 (bvneg (_ bv16 8))) (ite (bvslt x1 (bvneg (_ bv24 8))) (ite (bvslt x1 (bvneg (_ bv33 8))) (bvneg (_ bv16 5)) (bvneg (_ bv15 5))) (ite (bvslt x1 (bvneg (_ bv19 8))) (bvneg (_ bv14 5)) (bvneg (_ bv13 5)))) (ite (bvslt x1 (bvneg (_ bv12 8))) (ite (bvslt x1 (bvneg (_ bv14 8))) (bvneg (_ bv12 5)) (bvneg (_ bv11 5))) (ite (bvslt x1 (bvneg (_ bv10 8))) (bvneg (_ bv10 5)) (bvadd ((_ extract 4 0) x1) (_ bv1 5)))))) (ite (bvslt x1 (_ bv16 8)) ((_ sign_extend 1) (ite (bvslt x1 (_ bv12 8)) (ite (bvslt x1 (_ bv8 8)) ((_ sign_extend 1) ((_ extract 3 0) x1)) (bvadd ((_ extract 4 0) x1) (bvneg (_ bv1 5)))) (ite (bvslt x1 (_ bv14 8)) (bvadd ((_ extract 4 0) x1) (bvneg (_ bv2 5))) (bvadd ((_ extract 4 0) x1) (bvneg (_ bv3 5)))))) (ite (bvslt x1 (_ bv20 8)) ((_ sign_extend 1) (ite (bvslt x1 (_ bv18 8)) ((_ extract 4 0) (bvadd ((_ extract 5 0) x1) (bvneg (_ bv4 6)))) (_ bv13 5))) (ite (bvslt x1 (_ bv25 8)) (_ bv14 6) (ite (bvslt x1 (_ bv34 8)) (_ bv15 6) (_ bv16 6)))))))
(define-fun right () (_ BitVec 6) (ite (bvslt x1 (bvneg (_ bv7 8))) ((_ sign_extend 1) (ite (bvslt x1 (bvneg (_ bv16 8))) (ite (bvslt x1 (bvneg (_ bv24 8))) (ite (bvslt x1 (bvneg (_ bv33 8))) (bvneg (_ bv16 5)) (bvneg (_ bv15 5))) (ite (bvslt x1 (bvneg (_ bv19 8))) (bvneg (_ bv14 5)) (bvneg (_ bv13 5)))) (ite (bvslt x1 (bvneg (_ bv12 8))) (ite (bvslt x1 (bvneg (_ bv14 8))) (bvneg (_ bv12 5)) (bvneg (_ bv11 5))) (ite (bvslt x1 (bvneg (_ bv10 8))) (bvneg (_ bv10 5)) (bvadd ((_ extract 4 0) x1) (_ bv1 5)))))) (ite (bvslt x1 (_ bv16 8)) ((_ sign_extend 1) (ite (bvslt x1 (_ bv12 8)) (ite (bvslt x1 (_ bv8 8)) ((_ sign_extend 1) ((_ extract 3 0) x1)) (bvadd ((_ extract 4 0) x1) (bvneg (_ bv1 5)))) (ite (bvslt x1 (_ bv14 8)) (bvadd ((_ extract 4 0) x1) (bvneg (_ bv2 5))) (bvadd ((_ extract 4 0) x1) (bvneg (_ bv3 5)))))) (ite (bvslt x1 (_ bv20 8)) ((_ sign_extend 1) (ite (bvslt x1 (_ bv18 8)) ((_ extract 4 0) (bvadd ((_ extract 5 0) x1) (bvneg (_ bv4 6)))) (_ bv13 5))) (ite (bvslt x1 (_ bv25 8)) (_ bv14 6) (ite (bvslt x1 (_ bv34 8)) (_ bv15 6) (_ bv16 6)))))))
(assert (not (= left right)))
(check-sat)
