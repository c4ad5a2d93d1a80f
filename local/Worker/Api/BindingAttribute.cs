namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property | AttributeTargets.Method)]
public abstract class BindingAttribute : Attribute
{
}

public abstract class InputBindingAttribute : BindingAttribute
{
}

public abstract class TriggerBindingAttribute : BindingAttribute
{
}
