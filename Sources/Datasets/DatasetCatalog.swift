/// Lists every data set; a new one is its file under `Tasks` and a line here.
package enum DatasetCatalog {
  package static let all: [any DatasetKind.Type] = [
    WordNetGlosses.self,
    WordNetNouns.self,
    TableDataset.self,
    TextDataset.self,
    TableTexts.self,
    CoLA.self,
    SST2.self,
    MRPC.self,
    STSB.self,
    QQP.self,
    MNLI.self,
    QNLI.self,
    RTE.self,
    WNLI.self,
    QNLISubset.self,
    QQPSubset.self,
    SICK.self,
    SentencePolarity.self,
    Subjectivity.self,
    MovieReviews.self,
    SQuAD.self,
    SQuADDevSubset.self,
  ]
}
