package report

// The objects of SARIF 2.1.0 that we write, under its names.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool            sarifTool         `json:"tool"`
		Language        string            `json:"language,omitempty"`
		Automation      *sarifAutomation  `json:"automationDetails,omitempty"`
		Invocations     []sarifInvocation `json:"invocations"`
		Artifacts       []sarifArtifact   `json:"artifacts,omitempty"`
		Results         []sarifResult     `json:"results"`
		ColumnKind      string            `json:"columnKind"`
		RedactionTokens []string          `json:"redactionTokens,omitempty"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name            string      `json:"name"`
		Version         string      `json:"version"`
		SemanticVersion string      `json:"semanticVersion"`
		InformationURI  string      `json:"informationUri"`
		Rules           []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID         string           `json:"id"`
		Name       string           `json:"name,omitempty"`
		HelpURI    string           `json:"helpUri,omitempty"`
		Short      sarifMessageText `json:"shortDescription"`
		Full       sarifMessageText `json:"fullDescription"`
		Help       sarifMessageText `json:"help"`
		Default    sarifDefault     `json:"defaultConfiguration"`
		Properties map[string]any   `json:"properties"`
	}
	sarifDefault struct {
		Level string `json:"level"`
	}
	sarifMessageText struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifAutomation struct {
		ID string `json:"id"`
	}
	sarifInvocation struct {
		CommandLine   string              `json:"commandLine"`
		Successful    bool                `json:"executionSuccessful"`
		Notifications []sarifNotification `json:"toolExecutionNotifications"`
	}
	sarifNotification struct {
		Descriptor sarifDescriptor  `json:"descriptor"`
		Level      string           `json:"level"`
		Message    sarifMessageText `json:"message"`
		Locations  []sarifLocation  `json:"locations,omitempty"`
	}
	sarifDescriptor struct {
		ID string `json:"id"`
	}
	sarifArtifact struct {
		Location sarifURI          `json:"location"`
		Parent   *int              `json:"parentIndex,omitempty"`
		Length   int64             `json:"length,omitempty"`
		Roles    []string          `json:"roles,omitempty"`
		Hashes   map[string]string `json:"hashes,omitempty"`
	}
	sarifURI struct {
		URI   string `json:"uri"`
		Index *int   `json:"index,omitempty"`
	}
	sarifResult struct {
		RuleID       string            `json:"ruleId"`
		RuleIndex    int               `json:"ruleIndex"`
		Level        string            `json:"level"`
		Kind         string            `json:"kind"`
		Rank         float64           `json:"rank"`
		Message      sarifMessageText  `json:"message"`
		Locations    []sarifLocation   `json:"locations,omitempty"`
		Related      []sarifLocation   `json:"relatedLocations,omitempty"`
		CodeFlows    []sarifCodeFlow   `json:"codeFlows,omitempty"`
		Fingerprints map[string]string `json:"partialFingerprints"`
		Properties   map[string]any    `json:"properties"`
	}
	sarifLocation struct {
		ID       int               `json:"id,omitempty"`
		Physical *sarifPhysical    `json:"physicalLocation,omitempty"`
		Logical  []sarifLogical    `json:"logicalLocations,omitempty"`
		Message  *sarifMessageText `json:"message,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifURI    `json:"artifactLocation"`
		Region   sarifRegion `json:"region"`
	}
	sarifRegion struct {
		StartLine   int    `json:"startLine"`
		StartColumn int    `json:"startColumn"`
		EndLine     int    `json:"endLine"`
		EndColumn   int    `json:"endColumn"`
		ByteOffset  *int64 `json:"byteOffset,omitempty"`
		ByteLength  int    `json:"byteLength,omitempty"`
	}
	sarifLogical struct {
		Name string `json:"name"`
		Kind string `json:"kind"`
	}
	sarifCodeFlow struct {
		ThreadFlows []sarifThreadFlow `json:"threadFlows"`
	}
	sarifThreadFlow struct {
		Locations []sarifFlowLocation `json:"locations"`
	}
	sarifFlowLocation struct {
		Location   sarifLocation `json:"location"`
		Time       string        `json:"executionTimeUtc,omitempty"`
		Importance string        `json:"importance"`
	}
)
