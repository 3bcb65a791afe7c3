/** The cases that tinsmith doesn't run, by protocol or by name, each with its reason. Names that don't exist fail the run. */

export const excludedProtocols: Readonly<Record<string, string>> = {
  ec2Query: "EC2's own protocol: no service of tinsmith speaks it",
};

export const excludedCases: Readonly<Record<string, string>> = {};
