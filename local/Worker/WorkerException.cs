namespace RecruitRetain.Local;

/// <summary>The app cannot be run as it stands; the message says why in one sentence, for the person who started it.</summary>
public sealed class WorkerException(string message, Exception? inner = null) : Exception(message, inner);
