namespace RecruitRetain.Local.Demo;

/// <summary>Something a journey expects did not come about.</summary>
/// <param name="expected">What was expected.</param>
/// <param name="got">What came instead.</param>
internal sealed class UnmetException(string expected, string got) : Exception($"expected {expected}, got {got}");
