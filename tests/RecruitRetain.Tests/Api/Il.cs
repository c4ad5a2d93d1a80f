using System.Reflection;
using System.Reflection.Emit;

namespace RecruitRetain.Tests.Api;

/// <summary>Reads compiled methods.</summary>
internal static class Il
{
    private static readonly Dictionary<short, OpCode> Known =
        typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>The instructions of a method with the texts, methods and fields that they name; none for a method without a body.</summary>
    public static IEnumerable<(OpCode Code, object? Operand)> Instructions(MethodBase method)
    {
        var il = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        var ofType = method.DeclaringType?.GetGenericArguments() ?? [];
        var ofMethod = method is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericArguments() : [];
        for (var at = 0; at < il.Length;)
        {
            var code = Known[il[at] == 0xFE ? (short)(0xFE00 | il[at + 1]) : il[at]];
            at += code.Size;
            var token = at + 4 <= il.Length ? BitConverter.ToInt32(il, at) : 0;
            yield return (code, code.OperandType switch
            {
                OperandType.InlineString => method.Module.ResolveString(token),
                OperandType.InlineMethod => method.Module.ResolveMethod(token, ofType, ofMethod),
                OperandType.InlineField => method.Module.ResolveField(token, ofType, ofMethod),
                _ => null,
            });
            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * token),
                _ => 4,
            };
        }
    }
}
