namespace Sidecars.Images;

/// <summary>Something that whoever builds can mend; the message is all they need.</summary>
internal sealed class BuildException(string message) : Exception(message);
