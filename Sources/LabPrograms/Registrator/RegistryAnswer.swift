import LabProgram

/// What a registry made of a request.
enum RegistryAnswer {
    /// It was carried out.
    case accepted([UInt8])
    /// It was not, for a reason in words.
    case refused(String)

    /// Reads an answer as Consul's Go client does: nothing but 200 is a success.
    init(_ result: Result<HTTPResponse, HTTPFailure>) {
        switch result {
        case .success(let response) where response.status == 200: self = .accepted(response.body)
        case .success(let response):
            self = .refused("Unexpected response code: \(response.status) (\(response.text))")
        case .failure(let failure): self = .refused(failure.words)
        }
    }
}
