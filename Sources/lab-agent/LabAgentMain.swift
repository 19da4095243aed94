@main struct LabAgentMain { static func main() {} }
